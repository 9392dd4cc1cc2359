// The full-text index of a table.

import BatchSQL
import GRDB
import RowModel

extension TargetTable {
    /// Refuses a name that something else has, and a table whose rows nothing numbers.
    func checkFullText(in db: Database) throws {
        guard let index = plan.fullText else { return }
        let sql = try objectSQL(in: db)
        if let sql, !sql.hasPrefix(plan.fullTextLead) { throw cannotIndex(index, "something else is called so already") }
        if plan.mode != .replace, try ExistingTable(plan.table, in: db)?.isWithoutRowid == true {
            throw cannotIndex(index, "table \"\(plan.table)\" is one WITHOUT ROWID")
        }
    }

    /// Drops an index that Weir has made, so that nobody searches in what rows were before.
    func dropFullText(in db: Database) throws {
        guard let sql = try objectSQL(in: db), sql.hasPrefix(plan.fullTextLead) else { return }
        try db.execute(sql: "DROP TABLE main.\(quoted(identifier: plan.fullTextTable))")
    }

    /// Makes the index over all rows of the table that is in place.
    func makeFullText(in db: Database) throws {
        try dropFullText(in: db)
        guard let index = plan.fullText else { return }
        try checkFullText(in: db)
        let name = quoted(identifier: plan.fullTextTable)
        let columns = try ExistingColumn.all(of: plan.table, in: db)
        do {
            try db.execute(sql: index.sql(rowid: Self.rowid(of: columns)))
            // https://sqlite.org/fts5.html#the_rebuild_command
            try db.execute(sql: "INSERT INTO main.\(name)(\(name)) VALUES ('rebuild')")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw cannotIndex(index, error.message ?? error.description)
        }
    }

    /// The name by which a row's number is asked for (https://sqlite.org/lang_createtable.html#rowid).
    private static func rowid(of columns: [ExistingColumn]) -> String {
        if let column = columns.first(where: \.isRowid) { return column.name }
        let free = ["rowid", "_rowid_", "oid"].first { name in !columns.contains { $0.isNamed(name) } }
        return free ?? "rowid"
    }

    private func objectSQL(in db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT coalesce(sql, '') FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE",
            arguments: [plan.fullTextTable])
    }

    private func cannotIndex(_ index: TargetPlan.FullTextPlan, _ message: String) -> SinkError {
        .cannotIndexText(place: plan.place(of: index.mark), table: plan.fullTextTable, message: message)
    }
}
