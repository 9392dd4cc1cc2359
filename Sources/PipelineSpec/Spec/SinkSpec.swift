// `sink:`: the table that rows end in.

/// The target table, how rows reach it and when they are committed.
public struct SinkSpec: Sendable {
    public enum Mode: String, Sendable, CaseIterable {
        /// Rows are added to what the table holds.
        case append
        /// The table holds this run's rows only, from the moment the run succeeds.
        case replace
        /// A row whose key is there already takes the place of the one that has it.
        case upsert
        /// A row whose key is there already is left out, and counted.
        case ignore
    }

    /// What becomes of an existing table that lacks columns of the spec.
    public enum SchemaChange: String, Sendable, CaseIterable {
        case fail
        case addColumns = "add_columns"
    }

    public enum Durability: String, Sendable, CaseIterable {
        /// A commit survives a loss of power.
        case full
        /// A commit survives a crash of the process; a loss of power may cost the last ones.
        case normal
        /// Whatever the operating system gives.
        case off
    }

    public var database: Located<String>
    public var table: Located<String>
    public var mode: Mode
    /// The columns that tell a row from all others; empty for none. `upsert` and `ignore` have some.
    public var key: [Located<String>]
    public var onSchemaChange: SchemaChange
    /// Whether each row says which record of which input it came from.
    public var hasLineage: Bool
    /// Whether a table Weir creates is STRICT (https://sqlite.org/stricttables.html).
    public var isStrict: Bool
    public var indexes: [IndexSpec]
    /// In the order they are made, which is that of the spec: one may read those before it.
    public var views: [ViewSpec]
    /// The index for searching texts; nil for none.
    public var fullText: FullTextSpec?
    /// SQL that a new run runs before its first row.
    public var before: [Located<String>]
    /// SQL that each run runs behind its last row.
    public var after: [Located<String>]
    public var commit: CommitThresholds
    public var durability: Durability
    /// The condition for a row to go to this target, an SQL expression over the columns behind the transforms of all;
    /// nil for all rows.
    public var route: Located<String>?
    /// Behind the common ones, and the route.
    public var transforms: [Located<TransformSpec>]
    public var expectations: ExpectSpec

    public init(
        database: Located<String>, table: Located<String>, mode: Mode = .append, key: [Located<String>] = [],
        onSchemaChange: SchemaChange = .fail, hasLineage: Bool = false, isStrict: Bool = false,
        indexes: [IndexSpec] = [], views: [ViewSpec] = [], fullText: FullTextSpec? = nil,
        before: [Located<String>] = [],
        after: [Located<String>] = [], commit: CommitThresholds = CommitThresholds(),
        durability: Durability = .full, route: Located<String>? = nil, transforms: [Located<TransformSpec>] = [],
        expectations: ExpectSpec = ExpectSpec()
    ) {
        self.database = database
        self.table = table
        self.mode = mode
        self.key = key
        self.onSchemaChange = onSchemaChange
        self.hasLineage = hasLineage
        self.isStrict = isStrict
        self.indexes = indexes
        self.views = views
        self.fullText = fullText
        self.before = before
        self.after = after
        self.commit = commit
        self.durability = durability
        self.route = route
        self.transforms = transforms
        self.expectations = expectations
    }
}

/// An index made after the load.
public struct IndexSpec: Sendable, Equatable {
    public var columns: [Located<String>]
    public var isUnique: Bool
    public var mark: SourceMark

    public init(columns: [Located<String>], isUnique: Bool = false, mark: SourceMark) {
        self.columns = columns
        self.isUnique = isUnique
        self.mark = mark
    }
}

/// A view that is made at the end of each run.
public struct ViewSpec: Sendable, Equatable {
    public var name: Located<String>
    /// One SELECT.
    public var select: Located<String>

    public init(name: Located<String>, select: Located<String>) {
        self.name = name
        self.select = select
    }
}

/// A full-text index (https://sqlite.org/fts5.html) that is made at the end of each run.
public struct FullTextSpec: Sendable, Equatable {
    public var columns: [Located<String>]
    /// FTS5's tokenizer with its arguments.
    public var tokenize: String
    public var mark: SourceMark

    public static let standardTokenizer = "unicode61"

    public init(columns: [Located<String>], tokenize: String = standardTokenizer, mark: SourceMark) {
        self.columns = columns
        self.tokenize = tokenize
        self.mark = mark
    }
}

/// A transaction is committed as soon as one of these is reached.
public struct CommitThresholds: Sendable, Equatable {
    public var rows: Int
    public var bytes: Int
    public var seconds: Double

    public static let rowsBounds = 1...Int.max

    public init(rows: Int = 200_000, bytes: Int = 64 << 20, seconds: Double = 5) {
        self.rows = rows
        self.bytes = bytes
        self.seconds = seconds
    }
}
