// Rows of the target that are counted, told apart or taken out again.

import BatchSQL
import GRDB
import Ledger
import RowModel

extension TargetTable {
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
}
