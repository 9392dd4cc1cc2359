// Rows of the target that are counted, told apart or taken out again.

import BatchSQL
import GRDB
import Ledger
import RowModel

extension TargetTable {
    func rowCount(of table: String, in db: Database) throws -> Int {
        // Shards that are attached have one of that name, too.
        let isThere = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE)", arguments: [table])
        guard isThere == true else { return 0 }
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM main.\(quoted(identifier: table))") ?? 0
    }

    /// The largest rowid in the table that rows are appended to, 0 if it has no row; nil where a row's rowid does not
    /// tell when it came: a table WITHOUT ROWID, or one in which a column is the rowid
    /// (https://sqlite.org/lang_createtable.html#rowid).
    func largestRowid(in db: Database) throws -> Int64? {
        guard plan.mode == .append || plan.mode == .ignore else { return nil }
        let names = try ExistingColumn.all(of: plan.table, in: db)
        guard !names.contains(where: { $0.isRowid || $0.isNamed("rowid") }),
            try ExistingTable(plan.table, in: db)?.isWithoutRowid == false
        else { return nil }
        return try Int64.fetchOne(db, sql: "SELECT coalesce(max(rowid), 0) FROM main.\(quoted(identifier: plan.table))")
    }

    /// The largest input that a row of the table says it came from; -1 if there is none.
    func largestInput(in db: Database) throws -> Int {
        guard try ExistingColumn.all(of: plan.table, in: db).contains(where: { $0.name == LineageName.input }) else { return -1 }
        return try Int.fetchOne(
            db,
            sql: """
                SELECT coalesce(max(\(LineageName.input)), -1) FROM main.\(quoted(identifier: plan.table))
                WHERE typeof(\(LineageName.input)) = 'integer'
                """) ?? -1
    }

    /// Deletes the rows of a run that did not end well, if they can be told and are still what it had left.
    func deleteRows(of run: UnfinishedRun, in db: Database) throws {
        // Whoever dropped the table has done it.
        guard try db.tableExists(plan.table) else { return }
        func cannot(_ reason: String) -> SinkError {
            .cannotUndo(table: plan.table, run: run.record.id, reason: reason)
        }
        guard run.displacedOthers == 0 else {
            throw cannot("\(run.displacedOthers.counted("row")) that had been there gave way to rows of it")
        }
        guard let rows = RowsOfRun(run) else {
            throw cannot("the table has no rowid of its own to tell them by; lineage: true would have told")
        }
        let columns = Set(try ExistingColumn.all(of: plan.table, in: db).map(\.name.asciiLowercased))
        if let gone = run.record.columns.first(where: { !columns.contains($0.asciiLowercased) }) {
            throw cannot("column \"\(gone)\" is gone, so they can't be compared with what was loaded")
        }
        let found = try rows.standing(in: db, table: plan.table, columns: run.record.columns)
        guard found.rows == run.gained else {
            throw cannot("\(run.gained.counted("row")) came from it, and \(found.rows.grouped) look as if they did")
        }
        guard found == run.standing else {
            throw cannot("the rows that look as if they came from it are not what it had loaded (checksum)")
        }
        try db.execute(sql: "DELETE FROM main.\(quoted(identifier: plan.table)) WHERE \(rows.condition)")
    }

    /// Deletes the rows that say they came from an input.
    /// - Returns: how many.
    func deleteRows(ofInput input: Int, in db: Database) throws -> Int {
        try db.execute(
            sql: "DELETE FROM main.\(quoted(identifier: plan.table)) WHERE \(LineageName.input) = ?", arguments: [input])
        return db.changesCount
    }
}

/// How the rows of a run are told from others.
private enum RowsOfRun {
    case lineage(inputs: [Int])
    /// The table was empty before.
    case all
    case afterRowid(Int64)

    /// - Returns: nil if they can't be told.
    init?(_ run: UnfinishedRun) {
        if run.record.hasLineage {
            self = .lineage(inputs: run.accounts.map(\.input.index))
        } else if run.record.rowsBefore == 0 {
            self = .all
        } else if let rowid = run.record.rowidBefore {
            self = .afterRowid(rowid)
        } else {
            return nil
        }
    }

    var condition: String {
        switch self {
        case .lineage(let inputs): "\(LineageName.input) IN (\(inputs.map(String.init).joined(separator: ", ")))"
        case .all: "true"
        case .afterRowid(let rowid): "rowid > \(rowid)"
        }
    }

    func standing(in db: Database, table: String, columns: [String]) throws -> Standing {
        func scan(hasLineage: Bool = false, after rowid: Int64? = nil) throws -> StandingRows {
            try TableScan(table: table, columns: columns, hasLineage: hasLineage, afterRowid: rowid).standing(in: db)
        }
        switch self {
        case .lineage(let inputs):
            let found = try scan(hasLineage: true)
            return inputs.reduce(into: Standing()) { sum, input in
                sum.rows += found[input].rows
                sum.contents &+= found[input].contents
            }
        case .all, .afterRowid:
            var rowid: Int64?
            if case .afterRowid(let last) = self { rowid = last }
            let found = try scan(after: rowid)
            return Standing(rows: found.rows, contents: found.contents)
        }
    }
}
