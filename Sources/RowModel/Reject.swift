// A record or row refused with a reason.

/// A record or row that was refused, why, and where it stood. Its raw bytes are a range of the arena of the
/// batch that carries it.
public struct Reject: Sendable, Equatable {
    /// 1-based number of the record within its input (header, blank and comment lines not counted).
    public var record: Int
    /// Offset of the record's first byte in the decoded input.
    public var byteOffset: Int
    /// The stage that refused it: 0 is decode, then the transforms in order, then the sink.
    public var stage: Int
    /// The column at fault, if one is.
    public var column: String?
    /// What was wrong, for a person: includes an excerpt of the value.
    public var reason: String
    /// The kept raw bytes: a range of the batch's arena. Shorter than `rawLength` only for a record longer
    /// than `max_record`.
    public var raw: Range<Int>
    /// Length in bytes of the whole raw record.
    public var rawLength: Int

    public init(
        record: Int, byteOffset: Int, stage: Int = 0, column: String? = nil, reason: String,
        raw: Range<Int>, rawLength: Int
    ) {
        self.record = record
        self.byteOffset = byteOffset
        self.stage = stage
        self.column = column
        self.reason = reason
        self.raw = raw
        self.rawLength = rawLength
    }
}
