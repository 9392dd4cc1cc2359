// The seam of transforms that hand on other batches than they were given.

import RowModel

/// A transform that makes more rows than a batch holds, or holds rows back. It is asked for its batches one by one, so
/// that none of them has to wait in memory: take → next… → nil, and at the input's end finish → next… → nil. Confined
/// to one task at a time.
///
/// What it makes of one batch: any number of parts, each a batch from the ``PartMaker`` with `isContinued` set, and
/// behind them the batch it was given, with no rows or those that are left. That one carries the tallies and rejects of
/// the stages before, and the place in the input. To each it appends the tally of what is in that batch; the sum is that
/// of the whole. Where rows stay back for a later one, ``Tally/hold(_:)`` says so.
public protocol EmittingTransform: AnyObject {
    /// Whether a record may become several rows here.
    var addsRows: Bool { get }

    /// Whether rows are held back beyond the batch that they came in: then an input is committed as a whole.
    var holdsRows: Bool { get }

    /// Forgets what an input that was not read to its end has left. Called in front of each input.
    func begin() throws

    /// Takes a batch in. Only once ``next(from:)`` has given nil.
    /// - Parameter stage: this transform's position in the pipeline, for the rejects; decode is 0.
    func take(_ batch: RowBatch, stage: Int)

    /// Says that the input has no more, so that what was held back is to be handed on.
    func finish(stage: Int)

    /// The next batch to be handed on, with this stage's tally; nil if there is none.
    func next(from parts: PartMaker) throws -> RowBatch?
}

extension EmittingTransform {
    public var addsRows: Bool { true }
    public var holdsRows: Bool { false }
    public func begin() throws {}
    public func finish(stage: Int) {}
}

/// Makes the batches that one stage hands on beside those it was given.
public struct PartMaker {
    let pool: BatchPool
    let input: Int
    /// The number of the first record that has not passed.
    let recordBase: Int
    let stage: Int

    /// An empty batch that is continued by the next, with tallies of nothing for the stages before.
    public func take() -> RowBatch {
        let batch = pool.take()
        stamp(batch)
        batch.tallies.append(contentsOf: repeatElement(Tally(), count: stage))
        return batch
    }

    /// Makes a batch that was taken earlier one of the records at hand.
    public func stamp(_ batch: RowBatch) {
        batch.inputIndex = input
        batch.recordBase = recordBase
        batch.isContinued = true
    }

    /// Gives back one that is not needed.
    public func giveBack(_ batch: RowBatch) { pool.put(batch) }
}
