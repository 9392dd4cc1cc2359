// `flow:` → FlowSpec.

struct FlowDecoder {
    let values: ValueDecoder

    func flow(_ mapping: SpecMapping) -> FlowSpec {
        let high = size(mapping, "high_watermark", in: FlowSpec.highWatermarkBounds)
        let low = size(mapping, "low_watermark", in: 1...FlowSpec.highWatermarkBounds.upperBound)
        let batch = size(mapping, "batch_bytes", in: FlowSpec.batchBytesBounds)
        let record = size(mapping, "max_record", in: FlowSpec.maxRecordBounds)
        let input = size(mapping, "max_input_bytes", in: FlowSpec.maxInputBytesBounds)
        let stall = mapping["stall_timeout"].flatMap {
            values.duration($0, mapping.label("stall_timeout"), atLeast: FlowSpec.shortestStallTimeout)
        }
        let rows = mapping["batch_rows"].flatMap {
            values.integer($0, mapping.label("batch_rows"), in: FlowSpec.batchRowsBounds)
        }

        let defaults = FlowSpec()
        let flow = FlowSpec(
            highWatermark: high ?? defaults.highWatermark, lowWatermark: low, batchRows: rows ?? defaults.batchRows,
            batchBytes: batch ?? defaults.batchBytes, maxRecord: record ?? defaults.maxRecord,
            maxInputBytes: input, stallTimeout: stall ?? defaults.stallTimeout)
        // A value that was refused has no relation to the others.
        let isHighSound = high != nil || mapping["high_watermark"] == nil
        if isHighSound, low != nil, flow.lowWatermark >= flow.highWatermark {
            values.report(
                "flow.low_watermark must be less than flow.high_watermark, which is "
                    + SizeLiteral.text(flow.highWatermark),
                at: mapping["low_watermark"]?.mark ?? mapping.mark)
        }
        let isBatchSound = batch != nil || mapping["batch_bytes"] == nil
        if isHighSound, isBatchSound, flow.batchBytes > flow.highWatermark {
            values.report(
                "a batch of \(SizeLiteral.text(flow.batchBytes)) (flow.batch_bytes) does not fit below "
                    + "flow.high_watermark, which is \(SizeLiteral.text(flow.highWatermark))",
                at: (mapping["batch_bytes"] ?? mapping["high_watermark"])?.mark ?? mapping.mark)
        }
        return flow
    }

    private func size(_ mapping: SpecMapping, _ key: String, in bounds: ClosedRange<Int>) -> Int? {
        mapping[key].flatMap { values.size($0, mapping.label(key), in: bounds) }
    }
}
