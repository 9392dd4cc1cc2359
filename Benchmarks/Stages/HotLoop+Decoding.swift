// Text in memory → rows.

import Readers
import RowModel

extension HotLoop {
    static var decoding: [HotLoop] {
        [
            HotLoop(name: "decode-csv", unit: .row) { try decode("csv", SampleOrders.csv(.needed)) },
            HotLoop(name: "decode-csv-quoted", unit: .row) { try decode("csv", SampleOrders.csv(.always)) },
            HotLoop(name: "decode-ndjson", unit: .row) { try decode("ndjson", SampleOrders.ndjson()) },
        ]
    }

    /// Among what is measured is one copy of the text, which inflating would have to write too.
    private static func decode(_ format: String, _ text: [UInt8]) throws -> Ready {
        let pipeline = try SamplePipeline(format: format)
        let batch = RowBatch(shape: BatchShape(slots: 10, rowCapacity: SampleOrders.count, blockBytes: text.count))
        var decoder = try pipeline.decoder()
        return Ready(units: SampleOrders.count) {
            batch.reset()
            _ = text.withUnsafeBytes(batch.append)
            let used = try decoder.decode(batch, blockEnd: text.count, isFinal: true)
            precondition(used == text.count && batch.rowCount == SampleOrders.count)
        }
    }
}
