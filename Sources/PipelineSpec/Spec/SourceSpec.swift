// `source:`: which inputs there are and how they are decoded.

import RowModel

/// The ordered set of inputs of a pipeline and what their records hold.
public struct SourceSpec: Sendable {
    public typealias Format = RecordFormat

    public var origin: SourceOrigin
    public var format: Format
    public var compression: Compression
    /// Of the text, once it is inflated.
    public var encoding: TextEncoding
    /// nil: to be inferred from a sample.
    public var columns: [ColumnSpec]?
    /// `columns:`, or `source:` where that is missing.
    public var columnsMark: SourceMark
    /// What becomes of nested objects where columns are inferred; nil: `json` columns.
    public var flatten: Located<Flattening>?
    public var extraColumns: ExtraColumnsSpec
    public var missingColumns: MissingColumns
    public var changedInputs: ChangedInputs

    public init(
        origin: SourceOrigin, format: Format, compression: Compression = .auto, encoding: TextEncoding = .utf8,
        columns: [ColumnSpec]? = nil,
        columnsMark: SourceMark, flatten: Located<Flattening>? = nil, extraColumns: ExtraColumnsSpec = .fail,
        missingColumns: MissingColumns = .fail, changedInputs: ChangedInputs = .fail
    ) {
        self.origin = origin
        self.format = format
        self.compression = compression
        self.encoding = encoding
        self.columns = columns
        self.columnsMark = columnsMark
        self.flatten = flatten
        self.extraColumns = extraColumns
        self.missingColumns = missingColumns
        self.changedInputs = changedInputs
    }
}

/// Where the inputs of a source come from.
public enum SourceOrigin: Sendable {
    /// Paths and glob patterns as written, in order.
    case files([Located<String>])
    /// A program and its arguments, run without a shell; what it prints is the one input.
    case command([Located<String>])
    case stdin(SourceMark)
}

/// What becomes of an input that is not the file any more that an earlier run has loaded.
public enum ChangedInputs: String, Sendable, CaseIterable {
    case fail
    /// Its old rows make room for the new ones in one transaction.
    case reload
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
    /// The CSV header's name or JSON path, where it differs from the name.
    public var from: Located<String>?
    /// How its numbers are written; nil for the type's own way.
    public var numbers: NumberStyle?
    /// What JSON arrays of scalars are joined by.
    public var join: Located<String>?

    public init(
        name: Located<String>, type: ColumnType, from: Located<String>? = nil, numbers: NumberStyle? = nil,
        join: Located<String>? = nil
    ) {
        self.name = name
        self.type = type
        self.from = from
        self.numbers = numbers
        self.join = join
    }
}
