// The same batches as one input after the other: to the writer each time they come they are another file's.

import Flow
import Ledger
import RowModel
import Sink

/// Writes a ring of batches into a run of its own.
struct Replay {
    let pipeline: CompiledPipeline
    let writer: SinkWriter
    private(set) var rows = 0
    private var input = 0

    init(pipeline: CompiledPipeline, writer: SinkWriter) {
        self.pipeline = pipeline
        self.writer = writer
    }

    /// Writes whole batches until there are at least `wanted` rows, and ends the run.
    /// - Throws: `SinkError`
    mutating func write(_ ring: [RowBatch], rows wanted: Int) throws {
        _ = try writer.start([.new(start)])
        while rows < wanted { try writeInput(ring, rows: wanted) }
        try writer.finish()
    }

    private mutating func writeInput(_ ring: [RowBatch], rows wanted: Int) throws {
        input += 1
        try writer.beginInput([TargetInput(account)])
        var end = InputEnd(records: 0, blankLines: 0, commentLines: 0, decodedBytes: 0, crc32: 0)
        for batch in ring where rows < wanted {
            batch.inputIndex = input
            try writer.write(batch)
            rows += batch.rowCount
            end.records += batch.tallies[0].in
            end.blankLines += batch.blankLines
            end.commentLines += batch.commentLines
            end.decodedBytes = batch.streamOffset + batch.blockEnd
        }
        try writer.endInput([input], end)
    }

    private var account: InputAccount {
        let record = InputRecord(
            index: input, identity: InputIdentity(path: "replay \(input)", size: 0, modified: 0),
            reading: InputReading(format: pipeline.decode.format, compression: pipeline.decode.compression))
        var stages = pipeline.targets[0].stageNames.map { StageRecord(name: $0) }
        stages[stages.count - 1].written = WrittenRows()
        return InputAccount(input: record, stages: stages)
    }

    private var start: RunStart {
        let (spec, target) = (pipeline.spec, pipeline.targets[0].plan)
        return RunStart(
            pipeline: spec.name, table: target.table, mode: target.mode.rawValue, specPath: spec.path,
            specText: spec.text, loadIdentity: spec.loadIdentity, parameters: spec.parameters,
            columns: target.columns.map(\.name), hasLineage: target.lineage != nil, toolVersion: "bench")
    }
}
