// The rows of one batch into the table: together if they all fit, else by halves until those that don't are alone.

import BatchSQL
import GRDB
import GRDBSQLite
import Ledger
import RowModel

/// What became of a batch's rows.
struct BatchInsertion {
    var rows = WrittenRows()
    /// Rows that a constraint refused; each is a reject of the batch.
    var refused = 0
    /// Checksum of the rows inserted or updated.
    var contents: UInt64 = 0
    var displaced: [Displacement] = []
    /// Rows of those inserted that went in as whole records.
    var copied = 0
}

/// Inserts batches. Confined to the connection's thread.
///
/// A row is refused or not by the rows before it alone, as if all came one by one: a half is only taken when the one
/// before it is in, and a statement that fails leaves nothing behind (https://sqlite.org/lang_conflict.html, ABORT).
final class BatchInserter {
    private let plan: TargetPlan
    private let sql: String
    private let rows: TargetRows
    private let batchTable: BatchTable
    /// nil where the table or the mode needs every row to be looked at by SQLite.
    private let copy: RecordCopy?
    private let meter: ConflictMeter
    /// Columns that must not be null, whatever SQLite would make of it.
    private let required: [RowModel.Column]
    /// A statement that fails does not undo what a trigger's RAISE(FAIL) leaves; a savepoint does.
    private let needsSavepoint: Bool

    /// - Parameters:
    ///   - table: the table that rows go into.
    ///   - rowidColumn: the column that is its rowid, if one is: SQLite would give a null there a number of its own.
    init(plan: TargetPlan, table: String, rowidColumn: String?, in db: Database) throws {
        self.plan = plan
        rows = plan.rows
        // SQLite gives the module its thread; the pointer is only used there.
        let connection = db.sqliteConnection!
        batchTable = try BatchTable(named: "_weir_batch", schema: RowSchema(plan.columns), on: connection)
        meter = ConflictMeter(plan: plan)
        try meter.register(on: connection)
        sql = plan.insert(into: table, from: batchTable.name)
        copy = try RecordCopy(plan: plan, table: table, in: db)
        needsSavepoint = try Bool.fetchOne(
            db, sql: "SELECT count(*) > 0 FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE",
            arguments: [table]) ?? false
        required = plan.columns.filter { column in
            plan.key.contains(column.name) || column.name.asciiLowercased == rowidColumn?.asciiLowercased
        }
    }

    /// To be called before each transaction.
    func beginTransaction() { copy?.beginTransaction() }

    /// Sees to it that all rows so far are in the table.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``, `DatabaseError`.
    func flush(in db: Database) throws { try copy?.flush(in: db) }

    /// - Returns: what became of the rows; some may not be in the table before ``flush(in:)``, but will be then.
    /// - Throws: ``SinkError/constraint(table:message:)`` if a refused row has taken others with it; `DatabaseError`.
    func insert(_ batch: RowBatch, sinkStage: Int, in db: Database) throws -> BatchInsertion {
        var insertion = BatchInsertion(contents: batch.contents)
        guard batch.rowCount > 0 else { return insertion }
        var first = 0
        for row in rowsWithoutKey(batch) {
            try insert(first..<row, of: batch, sinkStage, &insertion, in: db)
            let column = required.first { batch.row(row)[$0.slot].tag == .null }!
            refuse(row, of: batch, sinkStage, "\(column.name) is null, and it is what tells the row from others", &insertion)
            first = row + 1
        }
        try insert(first..<batch.rowCount, of: batch, sinkStage, &insertion, in: db)
        return insertion
    }

    private func rowsWithoutKey(_ batch: RowBatch) -> [Int] {
        if required.isEmpty { return [] }
        return (0..<batch.rowCount).filter { row in required.contains { batch.row(row)[$0.slot].tag == .null } }
    }

    private func insert(
        _ range: Range<Int>, of batch: RowBatch, _ sinkStage: Int, _ insertion: inout BatchInsertion, in db: Database
    ) throws {
        if range.isEmpty { return }
        if let copied = try copy?.add(batch, range, in: db) {
            insertion.rows.inserted += copied
            insertion.copied += copied
            if copied == range.count { return }
            try insertBySQL(range.lowerBound + copied..<range.upperBound, of: batch, sinkStage, &insertion, in: db)
            copy?.rowsWereInserted()
        } else {
            try insertBySQL(range, of: batch, sinkStage, &insertion, in: db)
        }
    }

    private func insertBySQL(
        _ range: Range<Int>, of batch: RowBatch, _ sinkStage: Int, _ insertion: inout BatchInsertion, in db: Database
    ) throws {
        do {
            if needsSavepoint { try db.execute(sql: "SAVEPOINT weir_batch") }
            try insertTogether(range, of: batch, &insertion, in: db)
            if needsSavepoint { try db.execute(sql: "RELEASE weir_batch") }
        } catch let error as DatabaseError where error.isAboutRow {
            // A trigger's RAISE(ROLLBACK) undoes the transaction.
            guard db.isInsideTransaction else { throw error }
            if needsSavepoint { try db.execute(sql: "ROLLBACK TO weir_batch; RELEASE weir_batch") }
            // The user knows no shadow table.
            let message = (error.message ?? error.resultCode.description)
                .replacing("\(plan.shadowTable).", with: "\(plan.table).")
            guard range.count > 1 else { return refuse(range.lowerBound, of: batch, sinkStage, message, &insertion) }
            let middle = range.lowerBound + range.count / 2
            try insertBySQL(range.lowerBound..<middle, of: batch, sinkStage, &insertion, in: db)
            try insertBySQL(middle..<range.upperBound, of: batch, sinkStage, &insertion, in: db)
        }
    }

    private func insertTogether(
        _ range: Range<Int>, of batch: RowBatch, _ insertion: inout BatchInsertion, in db: Database
    ) throws {
        batchTable.expose(batch, from: range.lowerBound, upTo: range.upperBound)
        defer { batchTable.withdraw() }
        meter.reset()
        try db.cachedStatement(sql: sql).execute()
        let changes = Int(sqlite3_changes64(db.sqliteConnection!))
        let conflicts = meter.conflicts
        let written =
            plan.mode == .upsert
            ? WrittenRows(inserted: changes - conflicts.rows, updated: conflicts.rows)
            : WrittenRows(inserted: changes, ignored: conflicts.rows)
        try require("rows of the batch = rows inserted, updated or ignored", range.count, changes + written.ignored)
        insertion.rows = insertion.rows + written
        if plan.mode == .upsert {
            for (input, conflict) in conflicts.byInput {
                insertion.displaced.merge(
                    Displacement(earlierInput: input, reason: .overwritten, rows: conflict.rows, contents: conflict.contents))
            }
        } else {
            insertion.contents &-= conflicts.contents
        }
    }

    private func refuse(
        _ row: Int, of batch: RowBatch, _ sinkStage: Int, _ reason: String, _ insertion: inout BatchInsertion
    ) {
        batch.noteReject(row: row, stage: sinkStage, column: nil, reason: reason)
        insertion.refused += 1
        insertion.contents &-= rows.hash(ofRow: row, in: batch)
    }

    private func require(_ equation: String, _ left: Int, _ right: Int) throws {
        guard left != right else { return }
        throw SinkError.unbalanced(
            input: "table \"\(plan.table)\"", imbalances: [Imbalance(equation: equation, left: left, right: right)])
    }
}

extension DatabaseError {
    /// Whether the row is at fault, and another one might do.
    fileprivate var isAboutRow: Bool {
        switch resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: true
        default: false
        }
    }
}
