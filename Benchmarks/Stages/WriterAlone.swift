// bench writer SPEC

import ArgumentParser
import Flow
import RowModel
import Sink

struct WriterAlone: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writer",
        abstract: "Writes batches that were decoded beforehand, again and again, into the spec's database.",
        discussion: "Only the writing is timed. The table must not have a key, since the same rows come again.")

    @OptionGroup var spec: StageSpec

    @Option(help: "How many batches are decoded, at most.")
    var batches = 256

    @Option(help: "How many rows are written.")
    var rows = 5_000_000

    func validate() throws {
        if batches < 1 { throw ValidationError("--batches must be at least 1") }
        if rows < 1 { throw ValidationError("--rows must be at least 1") }
    }

    func run() throws {
        let pipeline = try spec.pipeline()
        let ring = try decoded(pipeline)
        guard ring.contains(where: { $0.rowCount > 0 }) else { throw ValidationError("the spec's inputs have no rows") }
        let writer = try SinkWriter([pipeline.targets[0].plan])
        var replay = Replay(pipeline: pipeline, writer: writer)
        let seconds = try secondsOf {
            try replay.write(ring, rows: rows)
        }
        printStage(rows: replay.rows, seconds: seconds)
    }

    private func decoded(_ pipeline: CompiledPipeline) throws -> [RowBatch] {
        let pool = BatchPool(shape: pipeline.shape, limit: 0)
        var ring: [RowBatch] = []
        try ReaderThread(pipeline: pipeline, prepares: true).run(pool: pool) { batch in
            // The next input's batches begin to count anew.
            if batch.inputIndex > 1 { return false }
            ring.append(batch)
            return ring.count < batches
        }
        return ring
    }
}
