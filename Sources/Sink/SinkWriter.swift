// The writer: batches in, transactions out.

import BatchSQL
import Foundation
import GRDB
import GRDBSQLite
import Ledger
import PipelineSpec
import RowModel

/// Inserts batches into the target table, one `INSERT … SELECT` a batch, and commits rows, rejects, tallies and positions
/// together. Blocking, and confined to one task at a time.
///
/// ```
/// start | resume → (write | endInput)… → finish
///       ↘ abort, from anywhere
/// ```
public final class SinkWriter {
    public let plan: TargetPlan
    public private(set) var metrics = WriterMetrics()
    /// Rows of this run that are committed, and rejects that are.
    public private(set) var committedRows = 0
    public private(set) var committedRejects = 0

    private let lock: RunLock
    private let queue: DatabaseQueue
    private let target: TargetTable
    private var ledger: LedgerWriter?
    private var batchTable: BatchTable?
    /// Accounts of the inputs that have changed since the last commit, by input.
    private var open: [Int: InputAccount] = [:]
    private var transaction: OpenTransaction?
    /// The input that is to be committed as a whole.
    private var atomicInput: Int?
    /// `count(*)` of the table that rows go into, before the first.
    public private(set) var rowsBefore = 0
    private var inserted = 0
    /// Whether the table that rows go into was made by this run.
    private var hasMadeTable = false

    private struct OpenTransaction {
        var began: ContinuousClock.Instant
        var rows = 0
        var bytes = 0
        var rejects = 0
    }

    /// Opens the database, for one run at a time.
    /// - Throws: ``SinkError``; ``SinkError/running(path:holder:)`` if another run has it.
    public init(plan: TargetPlan) throws {
        self.plan = plan
        try TargetDatabase.makeFolder(of: plan.databasePath)
        lock = try RunLock(database: plan.databasePath)
        queue = try TargetDatabase.open(plan)
        target = TargetTable(plan: plan)
    }

    /// Inputs that earlier runs of the pipeline have loaded into the table as it is now. None for a run that replaces it.
    public func loadedInputs(pipeline: String) throws -> [LoadedInput] {
        guard plan.mode == .append else { return [] }
        return try access { db in
            guard try LedgerSchema.exists(in: db) else { return [] }
            try LedgerSchema.checkVersion(db)
            return try LedgerReader(db).loadedInputs(pipeline: pipeline, table: plan.table)
        }
    }

    /// The run to go on with, if the newest one into the table did not end well. None for a run that replaces the table, which
    /// always begins anew.
    public func unfinishedRun() throws -> UnfinishedRun? {
        guard plan.mode == .append else { return nil }
        return try access { db in
            guard try LedgerSchema.exists(in: db) else { return nil }
            try LedgerSchema.checkVersion(db)
            return try LedgerReader(db).unfinishedRun(into: plan.table)
        }
    }

    /// Prepares the target table and enters a new run in the ledger.
    /// - Parameter run: what is known of the table before it is filled in here.
    /// - Returns: the run's number in the ledger.
    public func start(_ run: RunStart) throws -> Int64 {
        try access { db in
            try db.inTransaction(.immediate) {
                try LedgerSchema.prepare(db)
                try checkTableIsThere(in: db)
                hasMadeTable = try target.prepare(in: db)
                rowsBefore = try target.rowCount(of: target.insertTarget, in: db)
                var run = run
                run.rowsBefore = rowsBefore
                run.rowidBefore = try target.largestRowid(in: db)
                ledger = try LedgerWriter(starting: run, in: db)
                return .commit
            }
            try makeBatchTable(db)
        }
        return ledger!.runID
    }

    /// Takes up a run that did not end well, behind what it has committed.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if the table does not hold what that run has left.
    public func resume(_ run: UnfinishedRun) throws {
        try access { db in
            try db.inTransaction(.immediate) {
                hasMadeTable = try target.prepare(in: db)
                rowsBefore = run.record.rowsBefore
                inserted = run.inserted
                let found = try target.rowCount(of: target.insertTarget, in: db)
                try require("rows before + inserted = count(*)", rowsBefore + inserted, found)
                ledger = try LedgerWriter(resuming: run.record, in: db)
                return .commit
            }
            try makeBatchTable(db)
        }
    }

    /// Takes the rows of a run that did not end well out of the table again.
    ///
    /// They are those with a rowid above the largest one before the run, as long as they are as many as the run has
    /// committed.
    /// - Throws: ``SinkError/cannotUndo(table:run:reason:)`` where they can't be told from others.
    public func undo(_ run: UnfinishedRun) throws {
        try access { db in
            try db.inTransaction(.immediate) {
                try target.deleteRows(of: run, in: db)
                try LedgerWriter.markUndone(run.record, in: db)
                return .commit
            }
        }
    }

    /// Refuses to make a table anew that earlier runs have loaded rows into.
    private func checkTableIsThere(in db: Database) throws {
        guard plan.mode == .append, try !db.tableExists(plan.table) else { return }
        let lost = try LedgerReader(db).rowsLeft(in: plan.table)
        if lost > 0 { throw SinkError.tableGone(path: plan.databasePath, table: plan.table, rows: lost) }
    }

    private func makeBatchTable(_ db: Database) throws {
        // SQLite gives the module its thread; the pointer is only used there.
        batchTable = try BatchTable(named: "_weir_batch", schema: RowSchema(plan.columns), on: db.sqliteConnection!)
    }

    private func require(_ equation: String, _ left: Int, _ right: Int) throws {
        guard left != right else { return }
        throw SinkError.unbalanced(
            input: "table \"\(plan.table)\"", imbalances: [Imbalance(equation: equation, left: left, right: right)])
    }

    /// Tells of an input before its first batch.
    /// - Parameter isAtomic: whether nothing of it may be committed before all of it is.
    public func beginInput(_ account: InputAccount, isAtomic: Bool = false) throws {
        if isAtomic, transaction != nil { try commit() }
        atomicInput = isAtomic ? account.input.index : nil
        open[account.input.index] = account
    }

    /// Inserts a batch, and commits when a threshold is reached.
    ///
    /// - Returns: once the rows are in the transaction (and, if it was due, the commit is done): only then may the caller
    ///   ask for more.
    /// - Throws: ``SinkError``; the transaction is then still open, for ``abort(error:)``.
    public func write(_ batch: RowBatch) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let account = open[batch.inputIndex]!
        let imbalances = BatchCheck.imbalances(of: batch, stages: account.stages)
        guard imbalances.isEmpty else {
            throw SinkError.unbalanced(input: account.input.identity.path, imbalances: imbalances)
        }
        try access { db in
            try beginIfNeeded(db)
            try insert(batch, in: db)
            try ledger!.save(batch.rejects, of: batch, in: db)
        }
        count(batch)
        metrics.insertSeconds += (clock.now - start).seconds
        if isCommitDue { try commit() }
    }

    /// Notes that an input was read to its end; part of the next commit.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if not all that was read arrived here.
    public func endInput(_ index: Int, _ end: InputEnd) throws {
        try access { db in try beginIfNeeded(db) }
        var account = open[index]!
        guard account.input.records == end.records else {
            throw SinkError.unbalanced(
                input: account.input.identity.path,
                imbalances: [
                    Imbalance(
                        equation: "records read = records that reached the sink", left: end.records,
                        right: account.input.records)
                ])
        }
        account.input.blankLines = end.blankLines
        account.input.commentLines = end.commentLines
        account.input.decodedBytes = end.decodedBytes
        account.input.crc32 = end.crc32
        account.input.isComplete = true
        open[index] = account
        if atomicInput == index {
            atomicInput = nil
            try commit()
        }
    }

    /// What the ledger has of this run: what is committed of each input.
    public func committedAccounts() throws -> [InputAccount] {
        guard let ledger else { return [] }
        return try access { db in try LedgerReader(db).accounts(ofRun: ledger.runID) }
    }

    /// Commits what is open, puts the table in place, counts its rows and closes the run.
    /// - Returns: `count(*)` of the table.
    public func finish() throws -> Int {
        if transaction != nil { try commit() }
        let clock = ContinuousClock()
        let start = clock.now
        let rowsAfter = try access { db in
            var rowsAfter = 0
            try db.inTransaction(.immediate) {
                rowsAfter = try target.rowCount(of: target.insertTarget, in: db)
                try require("inserted = count(*) after − before", inserted, rowsAfter - rowsBefore)
                try target.finish(in: db)
                try ledger!.finish(.complete, rowsAfter: rowsAfter, in: db)
                return .commit
            }
            return rowsAfter
        }
        metrics.finishSeconds += (clock.now - start).seconds
        return rowsAfter
    }

    /// Undoes the open transaction and marks the run as ended without success. What was committed stays, except that a
    /// replacing run leaves the old table as it was.
    ///
    /// Never throws: the error that led here is the one to report.
    public func abort(_ status: RunStatus, error: String) {
        try? queue.inDatabase { db in
            if db.isInsideTransaction { try db.rollback() }
            try db.inTransaction(.immediate) {
                // An empty table that this run has made would only be one that the next spec has to fit. (It has rows if another
                // program has been faster with them.)
                if hasMadeTable, try plan.mode == .replace || target.rowCount(of: plan.table, in: db) == 0 {
                    try target.dropInsertTarget(in: db)
                }
                let rowsAfter = try target.rowCount(of: plan.table, in: db)
                try ledger?.finish(status, error: error, rowsAfter: rowsAfter, in: db)
                return .commit
            }
        }
        transaction = nil
        if plan.mode == .replace { committedRows = 0 }
    }

    private func beginIfNeeded(_ db: Database) throws {
        guard transaction == nil else { return }
        try db.beginTransaction(.immediate)
        transaction = OpenTransaction(began: ContinuousClock().now)
    }

    private func insert(_ batch: RowBatch, in db: Database) throws {
        guard batch.rowCount > 0 else { return }
        batchTable!.expose(batch)
        defer { batchTable!.withdraw() }
        try db.cachedStatement(sql: plan.insert(into: target.insertTarget, from: batchTable!.name)).execute()
        let changes = Int(sqlite3_changes64(db.sqliteConnection!))
        guard changes == batch.rowCount else {
            throw SinkError.unbalanced(
                input: open[batch.inputIndex]!.input.identity.path,
                imbalances: [Imbalance(equation: "rows of the batch = rows inserted", left: batch.rowCount, right: changes)])
        }
    }

    private func count(_ batch: RowBatch) {
        var account = open[batch.inputIndex]!
        for (stage, tally) in batch.tallies.enumerated() {
            account.stages[stage].tally.merge(tally)
        }
        let sink = account.stages.count - 1
        account.stages[sink].tally.pass(batch.rowCount)
        account.stages[sink].written = (account.stages[sink].written ?? WrittenRows()) + WrittenRows(inserted: batch.rowCount)
        account.input.records += batch.tallies[0].in
        account.input.blankLines += batch.blankLines
        account.input.commentLines += batch.commentLines
        account.input.decodedBytes = batch.streamOffset + batch.blockEnd
        open[batch.inputIndex] = account

        inserted += batch.rowCount
        metrics.rows += batch.rowCount
        transaction!.rows += batch.rowCount
        transaction!.bytes += batch.usedBytes
        transaction!.rejects += batch.rejects.count
    }

    private var isCommitDue: Bool {
        guard let transaction, atomicInput == nil else { return false }
        return transaction.rows >= plan.commit.rows || transaction.bytes >= plan.commit.bytes
            || (ContinuousClock().now - transaction.began).seconds >= plan.commit.seconds
    }

    private func commit() throws {
        let clock = ContinuousClock()
        let start = clock.now
        for account in open.values {
            let imbalances = BalanceLaw.imbalances(of: account)
            guard imbalances.isEmpty else {
                throw SinkError.unbalanced(input: account.input.identity.path, imbalances: imbalances)
            }
        }
        try access { db in
            for account in open.values { try ledger!.save(account, in: db) }
            CommitDelay.wait()
            try db.commit()
        }
        committedRows += transaction!.rows
        committedRejects += transaction!.rejects
        transaction = nil
        open = open.filter { !$0.value.input.isComplete }
        metrics.commits += 1
        metrics.commitSeconds += (clock.now - start).seconds
    }

    private func access<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try TargetDatabase.mapping(path: plan.databasePath, table: plan.table) {
            try queue.inDatabase(body)
        }
    }
}
