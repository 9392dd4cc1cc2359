// How a CSV file is written. Shared by the decoder, the spec and the stored ledger.

/// The variables of CSV (RFC 4180 leaves them open). Every default is RFC 4180's.
public struct CSVDialect: Sendable, Hashable, Codable {
    public enum Header: Sendable, Hashable, Codable {
        /// The first record names the columns.
        case present
        /// There is no header; columns are taken by position.
        case absent
        /// There is no header in the file; these are the names, in order.
        case names([String])
    }

    public enum Ragged: String, Sendable, Hashable, Codable, CaseIterable {
        /// A record with too few or too many fields is a reject.
        case reject
        /// Missing fields at the end are null; too many fields are a reject.
        case pad
        /// A record with too few or too many fields fails the input.
        case fail
    }

    /// One ASCII byte.
    public var delimiter: UInt8 = UInt8(ascii: ",")
    /// One ASCII byte; nil where quoting is off.
    public var quote: UInt8? = UInt8(ascii: "\"")
    /// What makes the quote behind it literal inside a quoted field: the quote itself (doubled, RFC 4180) or another
    /// ASCII byte such as `\`, which also makes itself literal.
    public var escape: UInt8 = UInt8(ascii: "\"")
    public var header: Header = .present
    /// Lines at the start of the file that are neither header nor record.
    public var skipLines = 0
    /// A line that starts with this byte is skipped and counted as a comment.
    public var comment: UInt8?
    /// Texts that stand for null. An unquoted field that equals one is null. A quoted one is null too, except in a
    /// column that could hold the text itself (`text`, `json`).
    public var nullMarkers: [String] = [""]
    public var ragged: Ragged = .reject

    public init() {}
}

/// What the decoded bytes of an input hold.
public enum RecordFormat: Sendable, Hashable, Codable {
    case csv(CSVDialect)
    /// One JSON object a line (RFC 8259).
    case ndjson
    /// One JSON array of objects, or JSON objects one behind the other (RFC 8259).
    case json

    /// Whether the records are JSON, whose columns are taken by path.
    public var isJSON: Bool { self == .ndjson || self == .json }
}

/// How the bytes of an input are packed.
public enum Compression: String, Sendable, Hashable, Codable, CaseIterable {
    /// gzip if the file starts with gzip's magic bytes; a file called `.gz` that does not is refused.
    case auto
    case gzip
    case none
}
