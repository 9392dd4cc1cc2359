// Specs written as Swift values: what needs no place in a file.

import RowModel

extension Located {
    /// A value that stands in no file.
    public init(_ value: Value) { self.init(value, at: .start) }
}

extension Located: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral
where Value == String {
    public init(stringLiteral value: String) { self.init(value) }
}

extension SourceSpec {
    /// Files.
    ///
    /// - Parameters:
    ///   - files: paths and globs, relative to the pipeline's folder.
    ///   - columns: in order; nil to have them inferred from a sample.
    public init(
        files: [String], format: RecordFormat, compression: Compression = .auto, encoding: TextEncoding = .utf8,
        columns: [ColumnSpec]? = nil, extraColumns: ExtraColumnsSpec = .fail, missingColumns: MissingColumns = .fail,
        changedInputs: ChangedInputs = .fail
    ) {
        self.init(
            origin: .files(files.map { Located($0) }), format: format, compression: compression, encoding: encoding,
            columns: columns, columnsMark: .start, extraColumns: extraColumns, missingColumns: missingColumns,
            changedInputs: changedInputs)
    }

    /// What a program prints, run without a shell.
    public init(
        command: [String], format: RecordFormat, compression: Compression = .auto, columns: [ColumnSpec],
        extraColumns: ExtraColumnsSpec = .fail, missingColumns: MissingColumns = .fail
    ) {
        self.init(
            origin: .command(command.map { Located($0) }), format: format, compression: compression, columns: columns,
            columnsMark: .start, extraColumns: extraColumns, missingColumns: missingColumns)
    }
}

extension ColumnSpec {
    /// - Parameters:
    ///   - from: the CSV header's name or the JSON path, where it is not the column's name.
    ///   - join: what JSON arrays of scalars are joined by.
    public init(
        _ name: String, _ type: ColumnType, from: String? = nil, numbers: NumberStyle? = nil, join: String? = nil
    ) {
        self.init(
            name: Located(name), type: type, from: from.map { Located($0) }, numbers: numbers,
            join: join.map { Located($0) })
    }
}

extension SinkSpec {
    /// - Parameters:
    ///   - database: a path, relative to the pipeline's folder; made if missing.
    ///   - key: the columns that tell a row from all others; `upsert` and `ignore` need them.
    ///   - views: name to SELECT.
    ///   - before: SQL that a new run runs before its first row.
    ///   - after: SQL that each run runs behind its last row.
    public init(
        database: String, table: String, mode: Mode = .append, key: [String] = [], onSchemaChange: SchemaChange = .fail,
        hasLineage: Bool = false, isStrict: Bool = false, indexes: [IndexSpec] = [],
        views: KeyValuePairs<String, String> = [:], before: [String] = [], after: [String] = [],
        commit: CommitThresholds = CommitThresholds(), durability: Durability = .full
    ) {
        self.init(
            database: Located(database), table: Located(table), mode: mode, key: key.map { Located($0) },
            onSchemaChange: onSchemaChange, hasLineage: hasLineage, isStrict: isStrict, indexes: indexes,
            views: views.map { ViewSpec(name: Located($0.key), select: Located($0.value)) },
            before: before.map { Located($0) }, after: after.map { Located($0) }, commit: commit, durability: durability)
    }
}

extension IndexSpec {
    public init(_ columns: [String], isUnique: Bool = false) {
        self.init(columns: columns.map { Located($0) }, isUnique: isUnique, mark: .start)
    }
}

extension MapSpec {
    /// - Parameter values: old value to new; nil stands for null.
    public init(column: String, values: KeyValuePairs<String, String?>, default: Default = .keep) {
        self.init(
            column: Located(column), values: values.map { (old: Located($0.key), new: Located($0.value)) },
            default: `default`)
    }
}

extension CountCondition {
    public static func atLeast(_ count: Int) -> Located<CountCondition> {
        Located(CountCondition(count...Int.max, text: ">= \(count)"))
    }

    public static func exactly(_ count: Int) -> Located<CountCondition> {
        Located(CountCondition(count...count, text: "\(count)"))
    }
}

extension UsualCondition {
    /// - Parameter percent: of the median, in both directions; 0 or more.
    public static func within(
        _ percent: Double, ofMedianOf runs: Int = standardRuns, atLeast: Int = standardAtLeast
    ) -> Located<UsualCondition> {
        Located(UsualCondition(-percent...percent, text: "±\(percent)%", runs: runs, atLeast: atLeast))
    }
}
