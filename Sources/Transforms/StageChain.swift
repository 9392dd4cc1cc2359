// A pipeline's transforms as one machine: a batch in, batches out.

import RowModel

/// Takes the batches of one input through the stages behind decode.
///
/// ```
/// put → next… → nil, for each batch; then finish → next… → nil
/// ```
///
/// At any time there is at most one batch in each stage that emits, so memory does not grow with what they make of it. Where
/// no stage does, a batch passes through in place. Of the batches that one has become all but the last are
/// ``RowBatch/isContinued``, and they are numbered, so that none can be lost unseen.
public struct StageChain {
    private let stages: [TransformStage]
    /// How many stages behind decode a batch has passed before.
    private let first: Int
    private let pool: BatchPool
    private let input: Int
    private let tap: (RowBatch, Int) -> Void
    /// The number of the record behind those of the batch that is under way.
    private var nextRecord: Int
    /// That of its first.
    private var recordBase: Int
    /// A batch behind the last stage.
    private var ready: RowBatch?
    /// Positions of stages that may have more to hand on, the one nearest to the end last.
    private var open: [Int] = []
    /// Position of the next stage to be told that the input has ended; nil before its end.
    private var ending: Int?
    private var parts = 0

    /// - Parameters:
    ///   - first: how many stages behind decode a batch has passed before it is put in.
    ///   - input: position of the input in the source.
    ///   - firstRecord: the number of the first record that will come.
    ///   - pool: gives the batches for rows that are added.
    ///   - tap: told of each batch behind each stage, with the stage's position from 0, those before counted.
    /// - Throws: what a stage throws that can't begin.
    public init(
        _ stages: [TransformStage], behind first: Int = 0, input: Int, firstRecord: Int = 1, pool: BatchPool,
        tap: @escaping (RowBatch, Int) -> Void = { _, _ in }
    ) throws {
        self.stages = stages
        self.first = first
        self.pool = pool
        self.input = input
        self.tap = tap
        nextRecord = firstRecord
        recordBase = firstRecord
        for case .emitting(let transform) in stages.map(\.work) { try transform.begin() }
    }

    /// Takes a batch in, whose first tally is that of decode. Only once ``next()`` has given nil.
    /// - Throws: ``TransformError``
    public mutating func put(_ batch: RowBatch) throws {
        recordBase = batch.recordBase
        nextRecord = batch.recordBase + batch.tallies[0].in
        ready = try pass(batch, from: 0)
    }

    /// Says that the input has no more.
    public mutating func finish() {
        ending = 0
        recordBase = nextRecord
    }

    /// The next batch behind the last stage; nil if there is none before another is put in.
    public mutating func next() throws -> RowBatch? {
        while ready == nil {
            if let position = open.last, case .emitting(let transform) = stages[position].work {
                let maker = PartMaker(pool: pool, input: input, recordBase: recordBase, stage: first + position + 1)
                guard let batch = try transform.next(from: maker) else {
                    open.removeLast()
                    continue
                }
                // Rows that were held back belong to no record at hand.
                if ending != nil { batch.isContinued = true }
                tap(batch, first + position)
                ready = try pass(batch, from: position + 1)
            } else if !endNext() {
                return nil
            }
        }
        defer { ready = nil }
        ready?.part = parts
        parts = ready?.isContinued == true ? parts + 1 : 0
        return ready
    }

    /// Tells the next stage that the input has ended.
    /// - Returns: false if there is none, or it has not.
    private mutating func endNext() -> Bool {
        while let position = ending, position < stages.count {
            ending = position + 1
            guard case .emitting(let transform) = stages[position].work else { continue }
            transform.finish(stage: first + position + 1)
            open.append(position)
            return true
        }
        return false
    }

    /// Takes a batch through the stages from a position on, up to the next that emits.
    /// - Returns: the batch if it has passed all.
    private mutating func pass(_ batch: RowBatch, from start: Int) throws -> RowBatch? {
        for position in start..<stages.count {
            switch stages[position].work {
            case .none:
                var tally = Tally()
                tally.pass(batch.rowCount)
                batch.tallies.append(tally)
            case .inPlace(let transform):
                batch.tallies.append(try transform.apply(to: batch, stage: first + position + 1))
            case .emitting(let transform):
                transform.take(batch, stage: first + position + 1)
                open.append(position)
                return nil
            }
            tap(batch, first + position)
        }
        return batch
    }
}
