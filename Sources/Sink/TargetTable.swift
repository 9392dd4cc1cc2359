// The target table in the database: made, compared, swapped.

import BatchSQL
import GRDB
import Ledger
import PipelineSpec
import RowModel

/// What has to be done to the target's tables before and after the rows. Every method runs inside the caller's
/// transaction.
struct TargetTable {
    let plan: TargetPlan

    /// The table that rows are inserted into.
    var insertTarget: String {
        plan.mode == .replace ? plan.shadowTable : plan.table
    }

    /// What was done to the table before the first row.
    struct Preparation {
        var hasMadeTable = false
        /// What becomes different about a table that was there, in words.
        var schemaChanges: [String] = []
    }

    /// Makes the table that rows go into, or checks the one that is there and gives it what it lacks, if the spec says so. Then makes
    /// the unique indexes, so that a row they refuse is met alone and not at the end.
    func prepare(in db: Database) throws -> Preparation {
        var preparation = Preparation()
        try checkIsTable(in: db)
        try checkIndexes(in: db)
        if plan.mode != .replace, try db.tableExists(plan.table) {
            preparation.schemaChanges = try fitColumns(in: db).map { "column \"\($0)\" is added" }
            try checkKey(in: db)
        } else {
            if plan.mode == .replace {
                preparation.schemaChanges = try replacedColumns(in: db)
                try dropInsertTarget(in: db)
            }
            try db.execute(sql: plan.createTable(named: insertTarget))
            preparation.hasMadeTable = true
        }
        for index in plan.indexes where index.isUnique {
            if plan.mode == .replace {
                try db.execute(sql: index.sql(named: plan.shadowName(of: index.name), on: plan.shadowTable))
            } else if try indexSQL(index.name, in: db) == nil {
                try makeUnique(index, in: db)
            }
        }
        return preparation
    }

    /// The rows of an existing table may be the ones that don't fit.
    private func makeUnique(_ index: TargetPlan.IndexPlan, in db: Database) throws {
        do {
            try db.execute(sql: index.sql)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw differs(["its rows don't fit the unique index \"\(index.name)\": \(error.message ?? error.description)"])
        }
    }

    /// Drops the table that rows go into: the shadow of a replacing run, or the table that an appending one has made
    /// for nothing.
    func dropInsertTarget(in db: Database) throws {
        try db.execute(sql: "DROP TABLE IF EXISTS main.\(quoted(identifier: insertTarget))")
    }

    func rowCount(of table: String, in db: Database) throws -> Int {
        guard try db.tableExists(table) else { return 0 }
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM main.\(quoted(identifier: table))") ?? 0
    }

    /// The largest rowid in the table that rows are appended to, 0 if it has no row; nil where a row's rowid does not
    /// tell when it came: a table WITHOUT ROWID, or one in which a column is the rowid
    /// (https://sqlite.org/lang_createtable.html#rowid).
    func largestRowid(in db: Database) throws -> Int64? {
        guard plan.mode == .append || plan.mode == .ignore else { return nil }
        let names = try ExistingColumn.all(of: plan.table, in: db)
        guard !names.contains(where: { $0.isRowid || $0.name.asciiLowercased == "rowid" }),
            try Bool.fetchOne(
                db, sql: "SELECT wr = 0 FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE",
                arguments: [plan.table]) == true
        else { return nil }
        return try Int64.fetchOne(db, sql: "SELECT coalesce(max(rowid), 0) FROM main.\(quoted(identifier: plan.table))")
    }

    /// Deletes the rows of a run that did not end well, if they can be told.
    func deleteRows(of run: UnfinishedRun, in db: Database) throws {
        func cannot(_ reason: String) -> SinkError {
            .cannotUndo(table: plan.table, run: run.record.id, reason: reason)
        }
        guard run.displacedOthers == 0 else {
            throw cannot("\(run.displacedOthers.counted("row")) that had been there gave way to rows of it")
        }
        let table = quoted(identifier: plan.table)
        if run.record.hasLineage {
            let inputs = run.accounts.map { "\($0.input.index)" }.joined(separator: ", ")
            try db.execute(sql: "DELETE FROM main.\(table) WHERE \(LineageColumns.input) IN (\(inputs))")
        } else if let rowid = run.record.rowidBefore {
            try db.execute(sql: "DELETE FROM main.\(table) WHERE rowid > ?", arguments: [rowid])
        } else {
            throw cannot("the table has no rowid of its own to tell them by; lineage: true would have told")
        }
        guard db.changesCount == run.gained else {
            throw cannot(
                "\(run.gained.counted("row")) came from it, and \(db.changesCount.grouped) look as if they did")
        }
    }

    /// Deletes the rows that say they came from an input.
    /// - Returns: how many.
    func deleteRows(ofInput input: Int, in db: Database) throws -> Int {
        try db.execute(
            sql: "DELETE FROM main.\(quoted(identifier: plan.table)) WHERE \(LineageColumns.input) = ?", arguments: [input])
        return db.changesCount
    }

    /// After the last row: puts the shadow table in place, then builds the indexes that are not there yet.
    func finish(in db: Database) throws {
        if plan.mode == .replace { try swap(in: db) }
        for index in plan.indexes where try indexSQL(index.name, in: db) == nil {
            try db.execute(sql: index.sql)
        }
    }

    /// Puts the shadow table in the place of the old one, with the indexes and triggers that others had put on it.
    /// Within one transaction, so that a reader sees either the old table or the new one.
    private func swap(in db: Database) throws {
        let names = plan.indexes.map(\.name.asciiLowercased)
        let attached = try Row.fetchAll(
            db,
            sql: """
                SELECT type, name, sql FROM main.sqlite_schema
                WHERE tbl_name = ? COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid
                """,
            arguments: [plan.table])
        // A view over the table would make the rename fail while the table is gone
        // (https://sqlite.org/lang_altertable.html#altertabrename, PRAGMA legacy_alter_table).
        try db.execute(sql: "PRAGMA legacy_alter_table = ON")
        defer { try? db.execute(sql: "PRAGMA legacy_alter_table = OFF") }
        try db.execute(sql: "DROP TABLE IF EXISTS main.\(quoted(identifier: plan.table))")
        try db.execute(
            sql: "ALTER TABLE main.\(quoted(identifier: plan.shadowTable)) RENAME TO \(quoted(identifier: plan.table))")
        // SQLite can't rename an index; those of the shadow are made again under their own name.
        for index in plan.indexes where index.isUnique {
            try db.execute(sql: "DROP INDEX main.\(quoted(identifier: plan.shadowName(of: index.name)))")
        }
        for row in attached {
            let name: String = row["name"]
            if names.contains(name.asciiLowercased) { continue }
            do {
                try db.execute(sql: row["sql"])
            } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
                throw SinkError.cannotKeep(
                    path: plan.databasePath, table: plan.table, object: "\(row["type"] as String) \"\(name)\"",
                    message: error.message ?? error.description)
            }
        }
    }

    /// Refuses a view or virtual table under the target's name.
    private func checkIsTable(in db: Database) throws {
        let row = try Row.fetchOne(
            db, sql: "SELECT type, sql FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE", arguments: [plan.table])
        guard let row else { return }
        let type: String = row["type"]
        let sql: String = row["sql"] ?? ""
        if type != "table" {
            throw differs(["it is \(type == "index" ? "an" : "a") \(type), not a table"])
        }
        if sql.asciiLowercased.hasPrefix("create virtual") { throw differs(["it is a virtual table"]) }
    }

    /// Every column of the spec must be there with the type it was declared with, so that no value changes on its way in. Adds those
    /// that are missing, if the spec says so.
    /// - Returns: the columns that were added.
    private func fitColumns(in db: Database) throws -> [String] {
        let existing = try ExistingColumn.all(of: plan.table, in: db)
        var missing: [RowModel.Column] = []
        var differences: [String] = []
        for column in plan.columns {
            guard let found = existing.first(where: { $0.name.asciiLowercased == column.name.asciiLowercased }) else {
                missing.append(column)
                continue
            }
            let wanted = plan.sqlType(of: column.type)
            if found.type.uppercased() != wanted {
                differences.append(
                    "column \"\(column.name)\" is \(Self.named(found.type)) there and \(Self.named(wanted)) in the spec")
            }
        }
        for column in existing where !plan.columns.contains(where: { $0.name.asciiLowercased == column.name.asciiLowercased }) {
            if column.name == LineageColumns.input {
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
        for column in missing {
            try db.execute(
                sql: "ALTER TABLE main.\(quoted(identifier: plan.table)) ADD COLUMN \(plan.definition(column))")
        }
        return missing.map(\.name)
    }

    /// What a new table in the old one's place will have otherwise.
    private func replacedColumns(in db: Database) throws -> [String] {
        let existing = try ExistingColumn.all(of: plan.table, in: db)
        if existing.isEmpty { return [] }
        let changed = plan.columns.compactMap { column -> String? in
            let wanted = plan.sqlType(of: column.type)
            guard let found = existing.first(where: { $0.name.asciiLowercased == column.name.asciiLowercased }) else {
                return "column \"\(column.name)\" is added"
            }
            if found.type.uppercased() == wanted { return nil }
            return "column \"\(column.name)\" was \(Self.named(found.type)) and is \(Self.named(wanted))"
        }
        let kept = Set(plan.columns.map(\.name.asciiLowercased))
        return changed
            + existing.filter { !kept.contains($0.name.asciiLowercased) }.map { "column \"\($0.name)\" is gone" }
    }

    /// SQLite takes a key only from a unique index or primary key over exactly these columns.
    private func checkKey(in db: Database) throws {
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
        let fitting = columns.values.first { rows in
            Set(rows.map { ($0["column_name"] as String? ?? "").asciiLowercased }) == key
        }
        let list = plan.key.map { "\"\($0)\"" }.joined(separator: ", ")
        guard let fitting else {
            throw differs(["it has no primary key or unique index over exactly the key (\(list)); add one to sink.indexes"])
        }
        if fitting.contains(where: { ($0["coll"] as String? ?? "BINARY").uppercased() != "BINARY" }) {
            throw differs(["its unique index over (\(list)) takes different texts for equal, so it can't be the key"])
        }
    }

    private static func named(_ type: String) -> String {
        type.isEmpty ? "untyped" : type
    }

    private func checkIndexes(in db: Database) throws {
        for index in plan.indexes {
            guard let sql = try indexSQL(index.name, in: db), sql != index.sql else { continue }
            // The old table's own indexes go with it.
            if plan.mode == .replace, try indexedTable(index.name, in: db) == plan.table.asciiLowercased { continue }
            throw differs(["there is another index called \"\(index.name)\": \(sql)"])
        }
    }

    private func indexedTable(_ name: String, in db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT tbl_name FROM main.sqlite_schema WHERE type = 'index' AND name = ? COLLATE NOCASE",
            arguments: [name])?.asciiLowercased
    }

    private func indexSQL(_ name: String, in db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT coalesce(sql, '') FROM main.sqlite_schema WHERE type = 'index' AND name = ? COLLATE NOCASE",
            arguments: [name])
    }

    private func differs(_ differences: [String], canAdd: Bool = false) -> SinkError {
        .tableDiffers(path: plan.databasePath, table: plan.table, differences: differences, canAdd: canAdd)
    }
}
