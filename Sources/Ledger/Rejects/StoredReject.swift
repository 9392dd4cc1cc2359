// A reject as it stands in `_weir_rejects`.

/// A record or row that a run has refused, with as much of its raw bytes as was asked for.
public struct StoredReject: Sendable, Equatable {
    /// Grows with each reject that is kept.
    public var id: Int64
    /// As ``InputRecord/index``.
    public var input: Int
    /// As ``RowModel/Reject/record``.
    public var record: Int
    /// As ``RowModel/Reject/byteOffset``.
    public var byteOffset: Int
    /// As ``RowModel/Reject/stage``.
    public var stage: Int
    public var column: String?
    public var reason: String
    /// The kept bytes, or their start.
    public var raw: [UInt8]
    /// How many bytes are kept.
    public var keptLength: Int
    /// How many bytes the record had.
    public var rawLength: Int

    /// The run that has retried it.
    public var retriedBy: Int64?

    /// Whether the record is kept from its first byte to its last.
    public var isWhole: Bool { keptLength == rawLength }

    public init(
        id: Int64, input: Int, record: Int, byteOffset: Int, stage: Int, column: String?, reason: String, raw: [UInt8],
        keptLength: Int, rawLength: Int, retriedBy: Int64? = nil
    ) {
        self.id = id
        self.input = input
        self.record = record
        self.byteOffset = byteOffset
        self.stage = stage
        self.column = column
        self.reason = reason
        self.raw = raw
        self.keptLength = keptLength
        self.rawLength = rawLength
        self.retriedBy = retriedBy
    }
}

/// Which rejects of a run are meant; all that is nil leaves nothing out.
public struct RejectFilter: Sendable, Hashable {
    /// Part of the reason, in any ASCII case.
    public var reason: String?
    /// The path of an input, or how it ends.
    public var input: String?

    public init(reason: String? = nil, input: String? = nil) {
        self.reason = reason
        self.input = input
    }
}
