// `source:`: which inputs there are and how they are decoded.

import RowModel

/// The ordered set of inputs of a pipeline and what their records hold.
public struct SourceSpec: Sendable {
    public typealias Format = RecordFormat

    /// Paths and glob patterns as written, in order.
    public var files: [Located<String>]
    public var format: Format
    public var compression: Compression
    /// nil: to be inferred from a sample.
    public var columns: [ColumnSpec]?
    /// `columns:`, or `source:` where that is missing.
    public var columnsMark: SourceMark
    public var extraColumns: ExtraColumnsSpec

    public init(
        files: [Located<String>], format: Format, compression: Compression = .auto, columns: [ColumnSpec]? = nil,
        columnsMark: SourceMark, extraColumns: ExtraColumnsSpec = .fail
    ) {
        self.files = files
        self.format = format
        self.compression = compression
        self.columns = columns
        self.columnsMark = columnsMark
        self.extraColumns = extraColumns
    }
}

/// What becomes of fields or keys that no column asks for.
public enum ExtraColumnsSpec: String, Sendable, CaseIterable {
    /// CSV: the input fails at its header. NDJSON: the record is a reject.
    case fail
    case ignore
    /// All of them as one JSON object in column `_extra`.
    case capture

    /// The column that `capture` adds.
    public static let captureColumn = "_extra"
}

/// One column of `source.columns`.
public struct ColumnSpec: Sendable, Equatable {
    public var name: Located<String>
    public var type: ColumnType
    /// The CSV header's name or NDJSON path, where it differs from the name.
    public var from: Located<String>?

    public init(name: Located<String>, type: ColumnType, from: Located<String>? = nil) {
        self.name = name
        self.type = type
        self.from = from
    }
}
