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

    /// Makes the table that rows go into, or checks the one that is there and gives it what it lacks, if the spec
    /// says so. Then makes the unique indexes, so that a row they refuse is met alone and not at the end.
    func prepare(in db: Database) throws -> Preparation {
        var preparation = Preparation()
        try checkDatabase(db)
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

    /// What ``prepare(in:)`` would make different about the table, in words. Changes nothing.
    func foreseenChanges(in db: Database) throws -> [String] {
        try checkDatabase(db)
        if plan.mode == .replace { return try replacedColumns(in: db) }
        guard try db.tableExists(plan.table) else { return [] }
        let missing = try missingColumns(in: db)
        try checkKey(in: db)
        return missing.map { "column \"\($0.name)\" is added" }
    }

    private func checkDatabase(_ db: Database) throws {
        // Its conversions change what is no character: U+FFFE and U+FFFF become U+FFFD, and keys that differ become one.
        guard try String.fetchOne(db, sql: "PRAGMA encoding") == "UTF-8" else {
            throw differs(["the database keeps texts in UTF-16, which would not keep every one as it is"])
        }
        try checkIsTable(in: db)
        try checkIndexes(in: db)
        try checkViews(in: db)
        try checkFullText(in: db)
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

    func differs(_ differences: [String], canAdd: Bool = false) -> SinkError {
        .tableDiffers(path: plan.databasePath, table: plan.table, differences: differences, canAdd: canAdd)
    }
}
