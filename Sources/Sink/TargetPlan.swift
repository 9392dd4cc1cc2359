// The target as it will be: names, types and DDL, checked against the row schema before any database is touched.

import BatchSQL
import PipelineSpec
import RowModel

/// A compiled sink: which columns of the row go into which table, and the SQL for it.
public struct TargetPlan: Sendable {
    public let databasePath: String
    public let table: String
    public let mode: SinkSpec.Mode
    public let isStrict: Bool
    public let columns: [Column]
    public let indexes: [IndexPlan]
    public let commit: CommitThresholds
    public let durability: SinkSpec.Durability

    /// An index and the SQL that makes it, on the table as it is finally called.
    public struct IndexPlan: Sendable, Equatable {
        public let name: String
        public let columns: [String]
        public let isUnique: Bool
        public let sql: String
    }

    /// - Parameters:
    ///   - databasePath: resolved against the spec's folder.
    ///   - schema: the columns of the last stage.
    ///   - diagnose: told of every part of the spec that cannot be: an index over an unknown column, a reserved table
    ///     name.
    public init(
        spec: SinkSpec, databasePath: String, schema: RowSchema,
        diagnose: (SourceMark, _ message: String, _ suggestion: String?) -> Void
    ) {
        self.databasePath = databasePath
        table = spec.table.value
        mode = spec.mode
        isStrict = spec.isStrict
        columns = schema.columns
        commit = spec.commit
        durability = spec.durability
        if columns.isEmpty {
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
    }

    /// Named after table and columns; with a number where another index is called so already ([a_b] and [a, b]).
    private static func index(_ spec: IndexSpec, table: String, taken: [String]) -> IndexPlan {
        let names = spec.columns.map(\.value)
        let stem = ([table] + names + [spec.isUnique ? "key" : "idx"]).joined(separator: "_")
        let candidates = [stem] + (2...(taken.count + 2)).map { "\(stem)_\($0)" }
        let name = candidates.first { !taken.contains($0.asciiLowercased) } ?? stem
        let list = names.map(quoted(identifier:)).joined(separator: ", ")
        let unique = spec.isUnique ? "UNIQUE " : ""
        let sql = "CREATE \(unique)INDEX \(quoted(identifier: name)) ON \(quoted(identifier: table))(\(list))"
        return IndexPlan(name: name, columns: names, isUnique: spec.isUnique, sql: sql)
    }

    /// `CREATE TABLE` for the target's columns under the given name.
    public func createTable(named name: String) -> String {
        let definitions = columns.map { column in
            let type = sqlType(of: column.type)
            return "  \(quoted(identifier: column.name))\(type.isEmpty ? "" : " " + type)"
        }
        return "CREATE TABLE \(quoted(identifier: name))(\n\(definitions.joined(separator: ",\n"))\n)\(isStrict ? " STRICT" : "")"
    }

    /// The declared type of a column. Outside a STRICT table `ANY` would have NUMERIC affinity and turn the text '007'
    /// into 7 (https://sqlite.org/datatype3.html#determination_of_column_affinity), so such a column is left untyped
    /// there.
    public func sqlType(of type: ColumnType) -> String {
        type == .any && !isStrict ? "" : type.sqlType
    }

    /// Where rows go until a `replace` is complete.
    var shadowTable: String { "_weir_new_\(table)" }

    /// One INSERT for all rows of the exposed batch.
    func insert(into name: String, from batchTable: String) -> String {
        let names = columns.map { quoted(identifier: $0.name) }.joined(separator: ", ")
        return "INSERT INTO main.\(quoted(identifier: name))(\(names)) SELECT \(names) FROM \(batchTable)"
    }
}
