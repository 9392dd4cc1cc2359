// What batches pass on their way to one target, behind the stages of all.

import Readers
import RowModel
import Sink
import Transforms

/// The target's own stages for one input, what is expected of its rows, and what is prepared for its table.
struct TargetWay {
    private let target: CompiledTarget
    private let input: PlannedInput
    private let fault: BatchFault?
    private var chain: StageChain

    /// - Parameter common: how many transforms a batch has passed before.
    /// - Throws: what a stage throws that can't begin.
    init(
        to target: CompiledTarget, of input: PlannedInput, behind common: Int, _ pool: BatchPool, _ fault: BatchFault?
    ) throws {
        self.target = target
        self.input = input
        self.fault = fault
        chain = try StageChain(
            target.transforms, behind: common, input: input.id, firstRecord: input.firstRecord, pool: pool
        ) { batch, position in fault?.strike(batch, behindTransform: position) }
    }

    /// Takes in a batch of its own. Only once ``next()`` has given nil.
    /// - Throws: ``TransformError``
    mutating func put(_ batch: RowBatch) throws {
        batch.inputIndex = input.id
        try chain.put(batch)
    }

    /// Says that the input has no more.
    mutating func finish() { chain.finish() }

    /// The next batch for the writer; nil if there is none before another is put in.
    /// - Throws: ``ExpectationError/row(input:_:)``; what a stage throws.
    mutating func next() throws -> RowBatch? {
        guard let batch = try chain.next() else { return nil }
        if let breach = target.expectations?.firstBreach(in: batch) {
            throw ExpectationError.row(input: input.source.name, breach)
        }
        target.rows.prepare(batch)
        fault?.strikePrepared(batch)
        return batch
    }
}

extension PlannedInput {
    /// The number of the first record to be read.
    var firstRecord: Int { (committed?.input.records ?? 0) + 1 }
}
