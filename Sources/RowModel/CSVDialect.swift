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

    /// What the names in a header are called.
    public enum HeaderNames: String, Sendable, Hashable, Codable, CaseIterable {
        case asWritten = "as_written"
        /// Words in small letters with underscores between them (``Swift/String/snakeCased``).
        case snakeCase = "snake_case"

        public func name(for written: String) -> String {
            switch self {
            case .asWritten: written
            case .snakeCase: written.snakeCased
            }
        }
    }

    public enum Ragged: String, Sendable, Hashable, Codable, CaseIterable {
        /// A record with too few or too many fields is a reject.
        case reject
        /// Missing fields at the end are null; too many fields are a reject.
        case pad
        /// Missing fields at the end are null; those behind the last column are kept with the extra columns.
        case capture
        /// A record with too few or too many fields fails the input.
        case fail
    }

    /// One ASCII byte.
    public var delimiter: UInt8 = UInt8(ascii: ",")
    /// A delimiter of several bytes, which then takes the place of `delimiter`.
    public var longDelimiter: [UInt8]?
    /// What ends a record in the place of LF, CR LF and CR; outside quotes, those are ordinary bytes then.
    public var terminator: [UInt8]?
    /// What parts fields.
    public var fieldMark: [UInt8] { longDelimiter ?? [delimiter] }
    /// What a writer puts behind a record.
    public var recordMark: [UInt8] { terminator ?? [UInt8(ascii: "\n")] }
    /// One ASCII byte; nil where quoting is off.
    public var quote: UInt8? = UInt8(ascii: "\"")
    /// What makes the quote behind it literal inside a quoted field: the quote itself (doubled, RFC 4180) or another
    /// ASCII byte such as `\`, which also makes itself literal.
    public var escape: UInt8 = UInt8(ascii: "\"")
    public var header: Header = .present
    public var headerNames: HeaderNames = .asWritten
    /// Lines at the start of the file that are neither header nor record.
    public var skipLines = 0
    /// Lines at the end of the file that are no records.
    public var footerLines = 0
    /// A line that starts with this byte is skipped and counted as a comment.
    public var comment: UInt8?
    /// Texts that stand for null. An unquoted field that equals one is null. A quoted one is null too, except in a
    /// column that could hold the text itself (`text`, `json`).
    public var nullMarkers: [String] = [""]
    public var ragged: Ragged = .reject

    public init() {}

    /// A ledger that an earlier version has written lacks what came later.
    public init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: CodingKeys.self)
        delimiter = try stored.decode(UInt8.self, forKey: .delimiter)
        longDelimiter = try stored.decodeIfPresent([UInt8].self, forKey: .longDelimiter)
        terminator = try stored.decodeIfPresent([UInt8].self, forKey: .terminator)
        quote = try stored.decodeIfPresent(UInt8.self, forKey: .quote)
        escape = try stored.decode(UInt8.self, forKey: .escape)
        header = try stored.decode(Header.self, forKey: .header)
        headerNames = try stored.decodeIfPresent(HeaderNames.self, forKey: .headerNames) ?? .asWritten
        skipLines = try stored.decode(Int.self, forKey: .skipLines)
        footerLines = try stored.decodeIfPresent(Int.self, forKey: .footerLines) ?? 0
        comment = try stored.decodeIfPresent(UInt8.self, forKey: .comment)
        nullMarkers = try stored.decode([String].self, forKey: .nullMarkers)
        ragged = try stored.decode(Ragged.self, forKey: .ragged)
    }
}

/// What the decoded bytes of an input hold.
public enum RecordFormat: Sendable, Hashable, Codable {
    case csv(CSVDialect)
    /// One JSON object a line (RFC 8259).
    case ndjson
    /// One JSON array of objects, or JSON objects one behind the other (RFC 8259).
    case json

    /// What a writer puts behind a record.
    public var recordMark: [UInt8] {
        if case .csv(let dialect) = self { dialect.recordMark } else { [UInt8(ascii: "\n")] }
    }

    /// Whether the records are JSON, whose columns are taken by path.
    public var isJSON: Bool { self == .ndjson || self == .json }
}

/// How the bytes of an input are packed.
public enum Compression: String, Sendable, Hashable, Codable, CaseIterable {
    /// gzip or zstd if the file starts with their magic bytes; a file called `.gz` or `.zst` that does not is refused.
    case auto
    case gzip
    case zstd
    case none
}
