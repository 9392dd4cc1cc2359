// bench reader SPEC

import ArgumentParser
import RowModel

struct ReaderAlone: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reader", abstract: "Reads a spec's inputs to batches and throws them away.")

    @OptionGroup var spec: StageSpec

    @Flag(help: "Do all that a run's reader does: the transforms and the checksum too.")
    var prepared = false

    func run() throws {
        let pipeline = try spec.pipeline()
        let pool = BatchPool(shape: pipeline.shape, limit: 4)
        var rows = 0
        let seconds = try secondsOf {
            try ReaderThread(pipeline: pipeline, prepares: prepared).run(pool: pool) { batch in
                rows += batch.rowCount
                pool.put(batch)
                return true
            }
        }
        printStage(rows: rows, seconds: seconds)
    }
}
