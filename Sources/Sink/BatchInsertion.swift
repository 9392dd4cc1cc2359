// The rows of one batch into the table, together, but for those that it refuses.

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

    mutating func add(_ later: BatchInsertion) {
        rows = rows + later.rows
        refused += later.refused
        contents &+= later.contents
        later.displaced.forEach { displaced.merge($0) }
        copied += later.copied
    }
}

/// Inserts batches. Confined to the connection's thread.
///
/// A row is refused or not by the rows before it alone, as if all came one by one: a statement ends at the row that is
/// refused, with those before it in the table (https://sqlite.org/lang_conflict.html, FAIL), and the next one goes on
/// behind it. That also spares SQLite the journal it would need to undo a statement.
final class BatchInserter {
    private let plan: TargetPlan
    private let sql: String
    private let rows: TargetRows
    private let batchTable: BatchTable
    /// nil where the table or the mode needs every row to be looked at by SQLite.
    private let copy: RecordCopy?
    /// nil where rows don't have to wait for others to be put in order, or must not.
    private let stage: StagedUpsert?
    /// Where the plan's columns are in the table; nil if its updates are not observed.
    private let positions: [Int32]?
    private let meter: ConflictMeter
    /// Columns that must not be null, whatever SQLite would make of it.
    private let required: [RowModel.Column]
    private let hasTriggers: Bool

    /// - Parameters:
    ///   - table: the table that rows go into.
    ///   - rowidColumn: the column that is its rowid, if one is: SQLite would give a null there a number of its own.
    init(plan: TargetPlan, table: String, rowidColumn: String?, in db: Database) throws {
        self.plan = plan
        rows = plan.rows
        // SQLite gives the module its thread; the pointer is only used there.
        let connection = db.sqliteConnection!
        batchTable = try BatchTable(named: plan.ownName("_weir_batch"), schema: RowSchema(plan.columns), on: connection)
        meter = ConflictMeter(plan: plan)
        try meter.register(on: connection)
        copy = try RecordCopy(plan: plan, table: table, in: db)
        hasTriggers = try ExistingTable(table, in: db)?.hasTriggers ?? false
        positions = try Self.observablePositions(plan, table, in: db)
        stage = positions == nil ? nil : try StagedUpsert(plan: plan, table: table, in: db)
        sql = plan.insert(
            into: table, from: batchTable.name, or: hasTriggers ? .abort : .fail, updatesAreObserved: positions != nil)
        required = plan.columns.filter { column in
            plan.key.contains(column.name) || column.name.asciiLowercased == rowidColumn?.asciiLowercased
        }
    }

    /// Where the columns of the plan are in the table; nil if its updates are not to be observed: a trigger's would be
    /// taken for the statement's own, and of a table WITHOUT ROWID SQLite tells whole reals as integers.
    private static func observablePositions(_ plan: TargetPlan, _ table: String, in db: Database) throws -> [Int32]? {
        guard plan.mode == .upsert, ConflictMeter.canObserveUpdates, let described = try ExistingTable(table, in: db),
            !described.hasTriggers, !described.isWithoutRowid
        else { return nil }
        let existing = try ExistingColumn.all(of: table, in: db)
        guard !existing.contains(where: { $0.hasDefault || $0.isGenerated }) else { return nil }
        let positions = plan.columns.map { column in existing.firstIndex { $0.isNamed(column.name) } }
        return positions.contains(nil) ? nil : positions.compactMap { $0.map(Int32.init) }
    }

    /// Whether rows wait to be put in the order of their keys.
    var isStaging: Bool { stage != nil }

    /// To be called before each transaction.
    func beginTransaction() {
        copy?.beginTransaction()
        stage?.beginTransaction()
    }

    /// Sees to it that all rows so far are in the table.
    /// - Returns: what became of the rows of which ``insert(_:sinkStage:in:)`` has not told.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``, `DatabaseError`.
    func flush(in db: Database) throws -> BatchInsertion {
        try copy?.flush(in: db)
        var insertion = BatchInsertion()
        if let stage { try insertStaged(stage, &insertion, in: db) }
        return insertion
    }

    private func insertStaged(_ stage: StagedUpsert, _ insertion: inout BatchInsertion, in db: Database) throws {
        if stage.rowCount == 0 { return }
        try stage.complete(in: db)
        try execute(stage.sql, in: db)
        try account(for: stage.rowCount, &insertion, in: db)
        try stage.clear(in: db)
    }

    /// - Returns: what became of the rows, and of those of earlier batches that had not been told of. Some may not be in
    ///   the table before ``flush(in:)``; of those that wait for an upsert it is only told then.
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
        var found: [Int] = []
        for column in required {
            var cell = batch.cells + column.slot
            for row in 0..<batch.rowCount {
                if cell.pointee.tag == .null { found.append(row) }
                cell += batch.shape.slots
            }
        }
        // One row may have none of its keys.
        return required.count == 1 ? found : Set(found).sorted()
    }

    private func insert(
        _ range: Range<Int>, of batch: RowBatch, _ sinkStage: Int, _ insertion: inout BatchInsertion, in db: Database
    ) throws {
        if range.isEmpty { return }
        if let stage, !stage.canGoAtOnce(batch, range) {
            let staged = try stage.add(batch, range, in: db)
            if staged < range.count || stage.isFull { try insertStaged(stage, &insertion, in: db) }
            try insertBySQL(range.lowerBound + staged..<range.upperBound, of: batch, sinkStage, &insertion, in: db)
        } else if let copied = try copy?.add(batch, range, in: db) {
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
        if hasTriggers { return try insertByHalves(range, of: batch, sinkStage, &insertion, in: db) }
        var rest = range
        while !rest.isEmpty {
            do {
                try execute(rest, of: batch, in: db)
                return try account(for: rest.count, &insertion, in: db)
            } catch let error as DatabaseError where error.isRefusal {
                let refused = batchTable.currentRow
                let before = rest.lowerBound..<refused
                if before.isEmpty || Int(sqlite3_changes64(db.sqliteConnection!)) == 0 && plan.mode != .ignore {
                    // An upsert's UPDATE that fails undoes the whole statement.
                    try insertBySQL(before, of: batch, sinkStage, &insertion, in: db)
                } else {
                    try account(for: before.count, &insertion, in: db)
                }
                refuse(refused, of: batch, sinkStage, message(error), &insertion)
                rest = refused + 1..<rest.upperBound
            }
        }
    }

    /// For a table with triggers, whose SELECT runs to its end before the first row goes in, so that nobody knows which
    /// row it is that does not. What a trigger's RAISE(FAIL) leaves, only a savepoint takes out again.
    private func insertByHalves(
        _ range: Range<Int>, of batch: RowBatch, _ sinkStage: Int, _ insertion: inout BatchInsertion, in db: Database
    ) throws {
        if range.isEmpty { return }
        do {
            try db.execute(sql: "SAVEPOINT weir_batch")
            try execute(range, of: batch, in: db)
            try account(for: range.count, &insertion, in: db)
            try db.execute(sql: "RELEASE weir_batch")
        } catch let error as DatabaseError where error.isAboutRow {
            // A trigger's RAISE(ROLLBACK) undoes the transaction.
            guard db.isInsideTransaction else { throw error }
            try db.execute(sql: "ROLLBACK TO weir_batch; RELEASE weir_batch")
            guard range.count > 1 else { return refuse(range.lowerBound, of: batch, sinkStage, message(error), &insertion) }
            let middle = range.lowerBound + range.count / 2
            try insertByHalves(range.lowerBound..<middle, of: batch, sinkStage, &insertion, in: db)
            try insertByHalves(middle..<range.upperBound, of: batch, sinkStage, &insertion, in: db)
        }
    }

    private func execute(_ range: Range<Int>, of batch: RowBatch, in db: Database) throws {
        batchTable.expose(batch, from: range.lowerBound, upTo: range.upperBound)
        defer { batchTable.withdraw() }
        try execute(sql, in: db)
    }

    private func execute(_ sql: String, in db: Database) throws {
        meter.reset()
        let statement = try db.cachedStatement(sql: sql)
        guard let positions else { return try statement.execute() }
        try meter.observingUpdates(ofColumnsAt: positions, on: db.sqliteConnection!) { try statement.execute() }
    }

    /// What the last statement has done.
    private func writtenRows(in db: Database) -> WrittenRows {
        let changes = Int(sqlite3_changes64(db.sqliteConnection!))
        let conflicts = meter.conflicts
        return plan.mode == .upsert
            ? WrittenRows(inserted: changes - conflicts.rows, updated: conflicts.rows)
            : WrittenRows(inserted: changes, ignored: conflicts.rows)
    }

    private func account(for rowCount: Int, _ insertion: inout BatchInsertion, in db: Database) throws {
        let written = writtenRows(in: db)
        let conflicts = meter.conflicts
        try require(
            "rows given to SQLite = rows inserted, updated or ignored", rowCount,
            written.inserted + written.updated + written.ignored)
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

    /// The user knows no shadow table.
    private func message(_ error: DatabaseError) -> String {
        (error.message ?? error.resultCode.description).replacing("\(plan.shadowTable).", with: "\(plan.table).")
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
    /// Whether a constraint of the table's own refuses the row, as the statement asked for.
    ///
    /// Not among them: SQLITE_CONSTRAINT_DATATYPE and SQLITE_MISMATCH, after which SQLite neither undoes nor counts the
    /// rows before. Columns of the right type never meet them.
    fileprivate var isRefusal: Bool {
        switch extendedResultCode {
        case .SQLITE_CONSTRAINT_CHECK, .SQLITE_CONSTRAINT_NOTNULL, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_UNIQUE,
            .SQLITE_CONSTRAINT_ROWID: true
        default: false
        }
    }

    /// Whether the row is at fault, and another one might do.
    fileprivate var isAboutRow: Bool {
        switch resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: true
        default: false
        }
    }
}
