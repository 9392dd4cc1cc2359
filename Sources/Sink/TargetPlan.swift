// The target as it will be: names, types and DDL, checked against the row schema before any database is touched.

import BatchSQL
import PipelineSpec
import RowModel

/// A compiled sink: which columns of the row go into which table, and the SQL for it.
public struct TargetPlan: Sendable {
    /// Its position among the targets of the run.
    public let position: Int
    public private(set) var databasePath: String
    public let table: String
    public private(set) var mode: SinkSpec.Mode
    /// Names of the columns that tell a row from all others.
    public let key: [String]
    public let onSchemaChange: SinkSpec.SchemaChange
    public let isStrict: Bool
    /// All columns that rows fill, those of the lineage last.
    public let columns: [Column]
    public let lineage: LineageColumns?
    /// Whether the key is only to be there in each row, and does not tell rows apart yet.
    public private(set) var defersKey = false
    public private(set) var indexes: [IndexPlan]
    public private(set) var views: [ViewPlan]
    public private(set) var fullText: FullTextPlan?
    public private(set) var before: [StatementPlan]
    public private(set) var after: [StatementPlan]
    public let commit: CommitThresholds
    public private(set) var durability: SinkSpec.Durability
    /// The spec's file as the user named it, for errors that only the database knows.
    private let specPath: String

    /// An index and the SQL that makes it, on the table as it is finally called.
    public struct IndexPlan: Sendable, Equatable {
        public let name: String
        public let columns: [String]
        public let isUnique: Bool
        public private(set) var sql: String

        /// The SQL that makes it under another name, on another table.
        func sql(named name: String, on table: String) -> String {
            let unique = isUnique ? "UNIQUE " : ""
            return "CREATE \(unique)INDEX \(quoted(identifier: name)) ON \(quoted(identifier: table))(\(TargetPlan.list(columns)))"
        }

        init(name: String, columns: [String], isUnique: Bool, table: String) {
            self.name = name
            self.columns = columns
            self.isUnique = isUnique
            sql = ""
            sql = self.sql(named: name, on: table)
        }
    }

    /// A view and the SQL that makes it.
    public struct ViewPlan: Sendable {
        public let name: String
        public let select: Located<String>
        public var sql: String { "CREATE VIEW \(quoted(identifier: name)) AS \(select.value)" }
        /// As messages call it.
        var key: String { "views.\(name)" }
    }

    /// A full-text index whose texts are those of the table, which it refers to by name and rowid
    /// (https://sqlite.org/fts5.html#external_content_tables).
    public struct FullTextPlan: Sendable {
        public let columns: [String]
        let tokenize: String
        let mark: SourceMark
        fileprivate let lead: String

        /// - Parameter rowid: what the table calls its rowid.
        public func sql(rowid: String) -> String {
            "\(lead)\(quoted(literal: rowid)), tokenize=\(quoted(literal: tokenize)), \(TargetPlan.list(columns)))"
        }
    }

    /// SQL of the spec, and the key it stands under.
    public struct StatementPlan: Sendable {
        public let key: String
        public let text: Located<String>
    }

    /// - Parameters:
    ///   - databasePath: resolved against the spec's folder.
    ///   - position: among the targets of the run.
    ///   - schema: the columns of the last stage.
    ///   - lineage: slots for the lineage columns, if the spec wants them.
    ///   - diagnose: told of every part of the spec that cannot be: an index over an unknown column, a reserved table
    ///     name.
    public init(
        spec: SinkSpec, specPath: String = "", databasePath: String, position: Int = 0, schema: RowSchema,
        lineage: LineageColumns? = nil,
        diagnose: (SourceMark, _ message: String, _ suggestion: String?) -> Void
    ) {
        self.position = position
        self.specPath = specPath
        self.databasePath = databasePath
        table = spec.table.value
        mode = spec.mode
        onSchemaChange = spec.onSchemaChange
        isStrict = spec.isStrict
        columns = schema.columns + (lineage?.columns ?? [])
        self.lineage = lineage
        key = spec.key.map { schema[$0.value]?.name ?? $0.value }
        commit = spec.commit
        durability = spec.durability
        before = spec.before.map { StatementPlan(key: "before", text: $0) }
        after = spec.after.map { StatementPlan(key: "after", text: $0) }
        views = spec.views.map { ViewPlan(name: $0.name.value, select: $0.select) }
        for column in spec.key where schema[column.value] == nil {
            diagnose(
                column.mark, "unknown column \"\(column.value)\" in sink.key",
                closestMatch(to: column.value, among: schema.names))
        }
        if schema.columns.isEmpty {
            diagnose(spec.table.mark, "no column is left for the table", nil)
        }
        if columns.count > 2000 {
            diagnose(spec.table.mark, "\(columns.count) columns are more than SQLite allows (2000)", nil)
        }
        var planned: [IndexPlan] = []
        for index in spec.indexes {
            for column in index.columns where schema[column.value] == nil {
                diagnose(
                    column.mark, "unknown column \"\(column.value)\" in index",
                    closestMatch(to: column.value, among: schema.names))
            }
            let names = index.columns.map(\.value.asciiLowercased)
            if planned.contains(where: { $0.columns.map(\.asciiLowercased) == names }) {
                diagnose(index.mark, "this index is listed twice", nil)
            }
            planned.append(Self.index(index, table: spec.table.value, taken: planned.map(\.name.asciiLowercased)))
        }
        indexes = planned
        fullText = spec.fullText.map { index in
            for column in index.columns {
                let found = schema[column.value]
                if found == nil {
                    diagnose(
                        column.mark, "unknown column \"\(column.value)\" in full_text",
                        closestMatch(to: column.value, among: schema.names))
                } else if let type = found?.type, type != .text {
                    diagnose(column.mark, "column \"\(column.value)\" in full_text is \(type.specName), not text", nil)
                }
            }
            return FullTextPlan(
                columns: index.columns.map { schema[$0.value]?.name ?? $0.value }, tokenize: index.tokenize, mark: index.mark,
                lead: fullTextLead)
        }
    }

    /// Named after table and columns; with a number where another index is called so already ([a_b] and [a, b]).
    private static func index(_ spec: IndexSpec, table: String, taken: [String]) -> IndexPlan {
        let names = spec.columns.map(\.value)
        let stem = ([table] + names + [spec.isUnique ? "key" : "idx"]).joined(separator: "_")
        let candidates = [stem] + (2...(taken.count + 2)).map { "\(stem)_\($0)" }
        let name = candidates.first { !taken.contains($0.asciiLowercased) } ?? stem
        return IndexPlan(name: name, columns: names, isUnique: spec.isUnique, table: table)
    }

    /// The same rows into a database of their own, which a merge is to bring together with others: what refuses rows of an
    /// appending or replacing load is there, what takes rows of others to tell is left to the merge.
    public func shard(database: String) -> TargetPlan {
        var plan = self
        plan.databasePath = database
        plan.defersKey = mode == .upsert || mode == .ignore
        plan.mode = .append
        plan.indexes = plan.defersKey ? [] : indexes.filter(\.isUnique)
        plan.views = []
        plan.fullText = nil
        plan.before = []
        plan.after = []
        // It is synced as a whole, before anybody sees it.
        plan.durability = .off
        return plan
    }

    /// `CREATE TABLE` for the target's columns under the given name, with the key as its primary key.
    public func createTable(named name: String) -> String {
        var definitions = columns.map { definition($0) }
        if !key.isEmpty, rowidKey == nil, !defersKey { definitions.append("PRIMARY KEY (\(Self.list(key)))") }
        let body = definitions.map { "  \($0)" }.joined(separator: ",\n")
        return "CREATE TABLE \(quoted(identifier: name))(\n\(body)\n)\(isStrict ? " STRICT" : "")"
    }

    /// A column as CREATE TABLE and ALTER TABLE write it.
    func definition(_ column: Column, isStrict: Bool? = nil) -> String {
        let type = sqlType(of: column.type, isStrict: isStrict)
        let constraint = column.name == rowidKey ? " PRIMARY KEY" : key.contains(column.name) ? " NOT NULL" : ""
        return "\(quoted(identifier: column.name))\(type.isEmpty ? "" : " " + type)\(constraint)"
    }

    /// The key, if it is one column of whole numbers: such a one is best kept as the rowid
    /// (https://sqlite.org/lang_createtable.html#rowid).
    private var rowidKey: String? {
        guard !defersKey, key.count == 1, let column = columns.first(where: { $0.name == key[0] }), sqlType(of: column.type) == "INTEGER"
        else { return nil }
        return column.name
    }

    /// The declared type of a column. Outside a STRICT table `ANY` would have NUMERIC affinity and turn the text '007'
    /// into 7 (https://sqlite.org/datatype3.html#determination_of_column_affinity), so such a column is left untyped
    /// there.
    /// - Parameter isStrict: whether the table is STRICT, if it is not the spec that says so.
    public func sqlType(of type: ColumnType, isStrict: Bool? = nil) -> String {
        type == .any && !(isStrict ?? self.isStrict) ? "" : type.sqlType
    }

    /// The same table in another database.
    public func moved(toDatabase path: String) -> TargetPlan {
        var plan = self
        plan.databasePath = path
        return plan
    }

    /// What is done to each batch before it is sent to the writer.
    public var rows: TargetRows { TargetRows(columns: columns, lineage: lineage) }

    var fullTextTable: String { "\(table)_fts" }

    /// What the SQL of every full-text index that Weir makes on the table begins with, and no other is likely to.
    var fullTextLead: String {
        "CREATE VIRTUAL TABLE \(quoted(identifier: fullTextTable)) USING fts5(content=\(quoted(literal: table)), content_rowid="
    }

    /// Where a text of the spec stands.
    func place(of text: Located<String>, offset: Int? = nil) -> String { place(of: text.mark(at: offset)) }

    func place(of mark: SourceMark) -> String {
        "\(specPath):\(mark.line):\(mark.column)"
    }

    /// A name for something that the target needs on the connection, which no other target gives.
    func ownName(_ name: String) -> String { position == 0 ? name : "\(name)_\(position)" }

    /// Where rows go until a `replace` is complete.
    var shadowTable: String { "_weir_new_\(table)" }
    func shadowName(of index: String) -> String { "_weir_new_\(index)" }

    /// What a constraint that refuses a row does to the statement (https://sqlite.org/lang_conflict.html).
    enum Refusal: String {
        /// Undoes it.
        case abort = "ABORT"
        /// Ends it, with the rows before in the table.
        case fail = "FAIL"
    }

    /// One INSERT for all rows of the exposed batch. What a table says of conflicts (`ON CONFLICT REPLACE`) is
    /// overruled: a row that a constraint refuses has to be heard of.
    /// - Parameters:
    ///   - updatesAreObserved: whether the ``ConflictMeter`` needs no call to hear of updates.
    ///   - order: columns by which the rows are sorted first.
    func insert(
        into name: String, from batchTable: String, or refusal: Refusal, updatesAreObserved: Bool = false,
        orderedBy order: [String] = []
    ) -> String {
        let names = columns.map { quoted(identifier: $0.name) }
        let list = names.joined(separator: ", ")
        let target = quoted(identifier: name)
        let insert = "INSERT OR \(refusal.rawValue) INTO main.\(target)(\(list)) SELECT \(list) FROM \(batchTable)"
        let sorted = order.isEmpty ? "" : " ORDER BY \(Self.list(order))"
        // Without a WHERE the parser would take ON for a join's (https://sqlite.org/lang_upsert.html).
        let conflict = " WHERE true\(sorted) ON CONFLICT (\(Self.list(key))) DO UPDATE SET "
        switch mode {
        case .append, .replace:
            return insert
        case .upsert:
            let changes = updated.map { "\(quoted(identifier: $0)) = excluded.\(quoted(identifier: $0))" }
            let update = insert + conflict + changes.joined(separator: ", ")
            if updatesAreObserved { return update }
            return update + " WHERE \(ConflictMeter.condition(ofPlan: self, names.map { "\(target).\($0)" }))"
        case .ignore:
            let column = quoted(identifier: key[0])
            let condition = ConflictMeter.condition(ofPlan: self, names.map { "excluded.\($0)" })
            return insert + conflict + "\(column) = \(column) WHERE \(condition)"
        }
    }

    /// The columns that an upsert sets: not those of the key, which are equal, unless there are no others or a column
    /// without a type makes 1 and 1.0 equal.
    private var updated: [String] {
        let names = columns.filter { !key.contains($0.name) || $0.type == .any }.map(\.name)
        return names.isEmpty ? key : names
    }

    fileprivate static func list(_ names: [String]) -> String {
        names.map(quoted(identifier:)).joined(separator: ", ")
    }
}
