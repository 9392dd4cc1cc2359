// The columns of a table that is there, held against those of the spec.

import BatchSQL
import GRDB
import Ledger
import RowModel

extension TargetTable {
    /// Adds columns that are missing, if the spec says so.
    /// - Returns: the columns that were added.
    func fitColumns(in db: Database) throws -> [String] {
        let isStrict = try isStrictThere(db)
        let missing = try missingColumns(in: db)
        for column in missing {
            try db.execute(
                sql: "ALTER TABLE main.\(quoted(identifier: plan.table)) ADD COLUMN \(plan.definition(column, isStrict: isStrict))")
        }
        return missing.map(\.name)
    }

    private func isStrictThere(_ db: Database) throws -> Bool {
        try ExistingTable(plan.table, in: db)?.isStrict ?? plan.isStrict
    }

    /// Every column of the spec must be there with the type it was declared with, so that no value changes on its way in.
    /// - Returns: the columns that are to be added.
    /// - Throws: ``SinkError/tableDiffers`` for all other differences.
    func missingColumns(in db: Database) throws -> [RowModel.Column] {
        let existing = try ExistingColumn.all(of: plan.table, in: db)
        let isStrict = try isStrictThere(db)
        var missing: [RowModel.Column] = []
        var differences: [String] = []
        for column in plan.columns {
            guard let found = existing.first(where: { $0.isNamed(column.name) }) else {
                missing.append(column)
                continue
            }
            let wanted = plan.sqlType(of: column.type, isStrict: isStrict)
            if found.isGenerated {
                differences.append("column \"\(column.name)\" is computed by the table itself")
            } else if found.type.uppercased() != wanted {
                differences.append(
                    "column \"\(column.name)\" is \(Self.named(found.type)) there and \(Self.named(wanted)) in the spec")
            }
        }
        for column in existing where !plan.columns.contains(where: { column.isNamed($0.name) }) {
            if column.name == LineageName.input {
                differences.append("its rows have lineage, and the spec's have not (lineage: true)")
            } else if column.mustBeFilled {
                differences.append("its column \"\(column.name)\" must not be null, and the spec does not fill it")
            }
        }
        let canAdd = plan.onSchemaChange == .addColumns
        for column in missing where !canAdd || plan.key.contains(column.name) {
            differences.append("it has no column \"\(column.name)\"")
        }
        guard differences.isEmpty else { throw differs(differences, canAdd: !canAdd && !missing.isEmpty) }
        return missing
    }

    /// What a new table in the old one's place will have otherwise.
    func replacedColumns(in db: Database) throws -> [String] {
        let existing = try ExistingColumn.all(of: plan.table, in: db)
        if existing.isEmpty { return [] }
        let changed = plan.columns.compactMap { column -> String? in
            let wanted = plan.sqlType(of: column.type)
            guard let found = existing.first(where: { $0.isNamed(column.name) }) else {
                return "column \"\(column.name)\" is added"
            }
            if found.type.uppercased() == wanted { return nil }
            return "column \"\(column.name)\" was \(Self.named(found.type)) and is \(Self.named(wanted))"
        }
        let kept = Set(plan.columns.map(\.name.asciiLowercased))
        let gone = existing.filter { !kept.contains($0.name.asciiLowercased) }.map { "column \"\($0.name)\" is gone" }
        let changes = changed + gone
        let definition = try String.fetchOne(
            db, sql: "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", arguments: [plan.table])
        if changes.isEmpty, definition != plan.createTable(named: plan.table) {
            return ["keys, constraints, defaults and the order of its columns are those of the spec"]
        }
        return changes
    }

    /// SQLite takes a key only from a unique index or primary key over exactly these columns.
    func checkKey(in db: Database) throws {
        guard !plan.key.isEmpty else { return }
        let key = Set(plan.key.map(\.asciiLowercased))
        let existing = try ExistingColumn.all(of: plan.table, in: db)
        if existing.contains(where: { $0.isRowid && key == [$0.name.asciiLowercased] }) { return }
        let planned = plan.indexes.contains { $0.isUnique && Set($0.columns.map(\.asciiLowercased)) == key }
        if planned { return }
        let indexes = try Row.fetchAll(
            db,
            sql: """
                SELECT list.name, info.name AS column_name, info.coll FROM pragma_index_list(?1, 'main') AS list
                JOIN pragma_index_xinfo(list.name, 'main') AS info WHERE list."unique" AND NOT list.partial AND info.key
                """,
            arguments: [plan.table])
        let columns = Dictionary(grouping: indexes) { $0["name"] as String }
        let fitting = columns.values.filter { rows in
            Set(rows.map { ($0["column_name"] as String? ?? "").asciiLowercased }) == key
        }
        let list = plan.key.map { "\"\($0)\"" }.joined(separator: ", ")
        guard !fitting.isEmpty else {
            throw differs(["it has no primary key or unique index over exactly the key (\(list)); add one to sink.indexes"])
        }
        if !fitting.contains(where: { $0.allSatisfy { ($0["coll"] as String? ?? "BINARY").uppercased() == "BINARY" } }) {
            throw differs(["its unique index over (\(list)) takes different texts for equal, so it can't be the key"])
        }
    }

    private static func named(_ type: String) -> String {
        type.isEmpty ? "untyped" : type
    }
}
