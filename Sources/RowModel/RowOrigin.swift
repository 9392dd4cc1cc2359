// Which record a row came from.

/// Where a row came from: its record within the input and the record's raw bytes within the batch's arena.
public struct RowOrigin: Sendable, Equatable {
    /// Record number minus the batch's ``RowBatch/recordBase``.
    public var recordDelta: UInt32
    /// Range of the raw record in the arena, record terminator not included.
    public var rawOffset: UInt32
    public var rawLength: UInt32

    @inlinable
    public init(recordDelta: UInt32, rawOffset: UInt32, rawLength: UInt32) {
        self.recordDelta = recordDelta
        self.rawOffset = rawOffset
        self.rawLength = rawLength
    }
}
