// `lookup:`: columns from a reference.

import RowModel

/// `lookup: { from: countries.csv, on: { country: code }, columns: [name, { region: r }], missing: reject }`
public struct LookupSpec: Sendable {
    /// What becomes of a row whose key the reference does not have.
    public enum Missing: String, Sendable, CaseIterable {
        case reject
        /// Its new columns are null.
        case null
        case drop
    }

    /// A column of the row and one of the reference.
    public struct Pair: Sendable, Equatable {
        public var column: Located<String>
        public var reference: Located<String>

        public init(column: Located<String>, reference: Located<String>) {
            self.column = column
            self.reference = reference
        }
    }

    public var from: ReferenceSpec
    /// Which columns have to be equal.
    public var on: [Pair]
    /// The new columns and what they take.
    public var columns: [Pair]
    public var missing: Missing

    public init(from: ReferenceSpec, on: [Pair], columns: [Pair], missing: Missing = .reject) {
        self.from = from
        self.on = on
        self.columns = columns
        self.missing = missing
    }
}

/// Where a reference is had from.
public enum ReferenceSpec: Sendable {
    case file(ReferenceFile)
    /// A table or view of an SQLite database.
    case table(database: Located<String>, table: Located<String>)

    /// The path as written.
    public var path: Located<String> {
        switch self {
        case .file(let file): file.path
        case .table(let database, _): database
        }
    }
}

/// A file that rows are completed from.
public struct ReferenceFile: Sendable {
    public var path: Located<String>
    public var format: RecordFormat
    public var compression: Compression
    public var encoding: TextEncoding
    /// Columns whose types are given; nil for none.
    public var columns: [ColumnSpec]?

    public init(
        path: Located<String>, format: RecordFormat, compression: Compression = .auto, encoding: TextEncoding = .utf8,
        columns: [ColumnSpec]? = nil
    ) {
        self.path = path
        self.format = format
        self.compression = compression
        self.encoding = encoding
        self.columns = columns
    }
}
