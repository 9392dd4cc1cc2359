// The column types of a spec: what a text may become on its way into a cell.

/// The type of a column: which texts it accepts and how the value is stored in SQLite.
///
/// A conversion that would lose something rejects the row; it never guesses.
public enum ColumnType: Sendable, Hashable {
    /// An exact Int64. Overflow, `3.0`, `1e3`, blanks and a leading `+` are refused.
    case integer
    /// A finite Double.
    case real
    /// Valid UTF-8 without U+0000, byte for byte.
    case text
    /// Stored as 0 or 1.
    case boolean
    /// A decimal of at most `scale` fraction digits.
    case decimal(scale: Int, storage: DecimalStorage)
    /// ISO 8601 calendar date `YYYY-MM-DD`, stored as that text.
    case date
    /// ISO 8601 date and time, stored in UTC.
    case timestamp(storage: TimestampStorage)
    /// Validated JSON, stored as its text.
    case json
    case blob(encoding: BlobEncoding)
    /// A date that is written another way; only what is read or cast is, see ``stored``.
    case formattedDate(TimeFormat)
    /// A timestamp that is written another way, or by the clocks of a zone.
    case formattedTimestamp(TimeFormat, storage: TimestampStorage)
    /// What an untyped SQL expression gives: any storage class, as SQLite's `ANY`.
    case any

    public enum DecimalStorage: String, Sendable, Hashable, CaseIterable {
        /// The value times 10^scale, as an integer: `12.5` with scale 2 is 1250.
        case integer
        /// Text with exactly `scale` fraction digits: `12.50`.
        case text
    }

    public enum TimestampStorage: String, Sendable, Hashable, CaseIterable {
        /// `YYYY-MM-DDTHH:MM:SS[.fraction]Z`
        case text
        /// Seconds since 1970-01-01T00:00:00Z; a non-zero fraction is refused.
        case epoch
        /// Milliseconds since 1970-01-01T00:00:00Z; digits beyond the third are refused unless zero.
        case epochMilliseconds = "epoch_ms"
    }

    public enum BlobEncoding: String, Sendable, Hashable, CaseIterable {
        case hex, base64
    }

    /// The type name as a spec spells it.
    public var specName: String {
        switch self {
        case .integer: "integer"
        case .real: "real"
        case .text: "text"
        case .boolean: "boolean"
        case .decimal: "decimal"
        case .date, .formattedDate: "date"
        case .timestamp, .formattedTimestamp: "timestamp"
        case .json: "json"
        case .blob: "blob"
        case .any: "any"
        }
    }

    /// The type in `CREATE TABLE`; one of the five names that a STRICT table allows, or `ANY`
    /// (https://sqlite.org/stricttables.html).
    public var sqlType: String {
        switch self {
        case .integer, .boolean: "INTEGER"
        case .real: "REAL"
        case .text, .date, .formattedDate, .json: "TEXT"
        case .decimal(_, let storage): storage == .integer ? "INTEGER" : "TEXT"
        case .timestamp(let storage), .formattedTimestamp(_, let storage): storage == .text ? "TEXT" : "INTEGER"
        case .blob: "BLOB"
        case .any: "ANY"
        }
    }

    /// The type of a value once it is read: how it was written matters no more.
    public var stored: ColumnType {
        switch self {
        case .formattedDate: .date
        case .formattedTimestamp(_, let storage): .timestamp(storage: storage)
        default: self
        }
    }

    /// How a date or timestamp is written, if not by ISO 8601 in UTC.
    public var format: TimeFormat? {
        switch self {
        case .formattedDate(let format), .formattedTimestamp(let format, _): format
        default: nil
        }
    }
}
