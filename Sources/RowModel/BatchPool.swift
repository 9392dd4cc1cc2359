// Batches are recycled: after the first few, a run allocates none.

import Synchronization

/// A bounded store of spare batches of one shape, shared by the stage that fills them and the one that empties them.
public final class BatchPool: Sendable {
    public let shape: BatchShape
    private let limit: Int
    private let spare = Mutex<[RowBatch]>([])

    /// - Parameter limit: how many spare batches are kept; more are released.
    public init(shape: BatchShape, limit: Int) {
        self.shape = shape
        self.limit = limit
    }

    /// A batch as new.
    public func take() -> RowBatch {
        spare.withLock { $0.popLast() } ?? RowBatch(shape: shape)
    }

    /// Gives a batch back. One that a huge record has blown up is released instead, so that memory shrinks again.
    public func put(_ batch: RowBatch) {
        guard batch.arenaCapacity <= shape.blockBytes * 4 else { return }
        batch.reset()
        spare.withLock { if $0.count < limit { $0.append(batch) } }
    }
}
