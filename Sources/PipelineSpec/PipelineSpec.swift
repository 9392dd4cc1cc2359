// A pipeline spec as values: what the YAML said, checked for form, with the place of everything a later
// check may have to complain about.

import RowModel

/// A value and where it stands in the spec file.
public struct Located<Value> {
    public var value: Value
    public var mark: SourceMark

    public init(_ value: Value, at mark: SourceMark) {
        self.value = value
        self.mark = mark
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}

/// A place in a spec file, both 1-based; columns count Unicode scalars.
public struct SourceMark: Sendable, Hashable {
    public var line: Int
    public var column: Int
    /// Whether the scalar at this place is written plainly on one line (no quotes, no block, no parameter replaced), so
    /// that an offset within its value is an offset in the file.
    public var isPlainScalar: Bool

    public init(line: Int, column: Int, isPlainScalar: Bool = false) {
        self.line = line
        self.column = column
        self.isPlainScalar = isPlainScalar
    }
}

public struct PipelineSpec: Sendable {
    /// The file as the user named it; paths in the spec are relative to its folder.
    public var path: String
    /// The file's bytes as read, before parameters are replaced.
    public var text: String
    /// The values the parameters had.
    public var parameters: [String: String]
    public var name: String
    public var source: SourceSpec
    public var transforms: [Located<TransformSpec>]
    public var sink: SinkSpec
    public var rejectLimit: RejectLimit
    public var flow: FlowSpec
}

public struct SourceSpec: Sendable {
    public enum Format: Sendable, Equatable {
        case csv(CSVDialect)
        case ndjson
    }

    /// Paths and glob patterns as written, in order.
    public var files: [Located<String>]
    public var format: Format
    public var compression: Compression
    /// nil: to be inferred from a sample.
    public var columns: [ColumnSpec]?
    public var columnsMark: SourceMark
    public var extraColumns: ExtraColumnsSpec
}

public enum ExtraColumnsSpec: String, Sendable, CaseIterable {
    case fail, ignore, capture
}

public struct ColumnSpec: Sendable, Equatable {
    public var name: Located<String>
    public var type: ColumnType
    /// The CSV header's name or NDJSON path, where it differs from the name.
    public var from: Located<String>?
}

/// One entry of `transforms:`; the list's `Located` mark is the transform's key.
public enum TransformSpec: Sendable {
    /// Keep these columns, in this order.
    case select([Located<String>])
    case drop([Located<String>])
    /// Old name → new name, in the order written.
    case rename([(old: Located<String>, new: Located<String>)])
    case cast([(column: Located<String>, type: ColumnType)])
    /// Columns whose text loses white space at both ends.
    case trim([Located<String>])
    /// Column → value that replaces null, as written; converted to the column's type when compiled.
    case fill([(column: Located<String>, value: Located<String>)])
    case map(MapSpec)
    case derive([DerivedColumn])
    case filter(Located<String>)
    case assert(that: Located<String>, message: String?)

    public var name: String {
        switch self {
        case .select: "select"
        case .drop: "drop"
        case .rename: "rename"
        case .cast: "cast"
        case .trim: "trim"
        case .fill: "fill"
        case .map: "map"
        case .derive: "derive"
        case .filter: "filter"
        case .assert: "assert"
        }
    }
}

/// `map: { column: status, values: { N: new, S: shipped }, default: keep | null | reject }`
public struct MapSpec: Sendable {
    public enum Default: String, Sendable, CaseIterable {
        /// A value that is not listed stays as it is.
        case keep
        case null
        case reject
    }

    public var column: Located<String>
    /// Old value → new value, both as written, in the order written; nil stands for null.
    public var values: [(old: Located<String>, new: Located<String?>)]
    public var `default`: Default
}

public struct DerivedColumn: Sendable, Equatable {
    public var name: Located<String>
    /// An SQL expression over the columns of the row.
    public var expression: Located<String>
    /// `.any` unless the spec gives a type.
    public var type: ColumnType
}

public struct SinkSpec: Sendable {
    public enum Mode: String, Sendable, CaseIterable {
        case append, replace
    }

    public enum Durability: String, Sendable, CaseIterable {
        case full, normal, off
    }

    public var database: Located<String>
    public var table: Located<String>
    public var mode: Mode
    /// Whether a table Weir creates is STRICT (https://sqlite.org/stricttables.html).
    public var isStrict: Bool
    public var indexes: [IndexSpec]
    public var commit: CommitThresholds
    public var durability: Durability
}

public struct IndexSpec: Sendable, Equatable {
    public var columns: [Located<String>]
    public var isUnique: Bool
    public var mark: SourceMark
}

/// A transaction is committed as soon as one of these is reached.
public struct CommitThresholds: Sendable, Equatable {
    public var rows: Int
    public var bytes: Int
    public var seconds: Double
}

/// How many rejects a run bears.
public enum RejectLimit: Sendable, Equatable {
    case count(Int)
    /// Of the records read, 0…100.
    case percent(Double)
}

public struct FlowSpec: Sendable, Equatable {
    /// Watermarks of the channel between reader and writer, in bytes.
    public var highWatermark: Int
    public var lowWatermark: Int
    public var batchRows: Int
    public var batchBytes: Int
    /// Longest record in bytes; a longer one is a reject.
    public var maxRecord: Int
}
