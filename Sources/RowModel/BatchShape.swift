// How large a batch may be.

/// The size of a batch: fixed for a pipeline when it is compiled.
public struct BatchShape: Sendable, Hashable {
    /// Cells per row: one slot for every column that exists anywhere in the pipeline.
    public let slots: Int
    /// Most rows a batch holds.
    public let rowCapacity: Int
    /// Decoded input bytes a batch is filled with, unless one record is longer.
    public let blockBytes: Int

    /// The shape for rows of `slots` cells: at most `rowCapacity` rows, and fewer where the rows are so wide that
    /// their cells would take more than eight times the block.
    public static func bounded(slots: Int, rowCapacity: Int, blockBytes: Int) -> BatchShape {
        let rowsThatFit = 8 * blockBytes / (max(1, slots) * MemoryLayout<Cell>.stride)
        return BatchShape(slots: slots, rowCapacity: max(1, min(rowCapacity, rowsThatFit)), blockBytes: blockBytes)
    }

    public init(slots: Int, rowCapacity: Int, blockBytes: Int) {
        precondition(slots >= 0 && rowCapacity > 0 && blockBytes > 0)
        self.slots = slots
        self.rowCapacity = rowCapacity
        self.blockBytes = blockBytes
    }
}
