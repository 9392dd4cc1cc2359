// What a run's reader does with each input, without the run around it.

import Flow
import Readers
import RowModel
import Transforms

/// Reads a pipeline's files into batches.
struct ReaderThread {
    let pipeline: CompiledPipeline
    /// Whether a batch also passes the transforms and gets its checksum, as in a run; else it is only decoded.
    let prepares: Bool

    /// - Parameter take: told of each batch, which it owns from then on; false ends the reading.
    /// - Throws: `ReadError`, or what `take` throws.
    func run(pool: BatchPool, take: (RowBatch) throws -> Bool) throws {
        let target = pipeline.targets[0].rows
        for (index, input) in pipeline.inputs.enumerated() {
            let reader = try InputReader(
                path: input.identity.path, inputIndex: index + 1, plan: pipeline.decode, pool: pool)
            var chain = try StageChain(prepares ? pipeline.transforms : [], input: index + 1, pool: pool)
            while let batch = try reader.next() {
                try chain.put(batch)
                while let part = try chain.next() {
                    if prepares { target.prepare(part) }
                    guard try take(part) else { return }
                }
            }
        }
    }
}
