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
    private let lock: RunLock
    private let queue: DatabaseQueue
    private let writeback: EarlyWriteback?
    let target: TargetTable
    private var ledger: LedgerWriter?
    private(set) var inserter: BatchInserter?
    private var open = OpenAccounts()
    private var transaction: OpenTransaction?
    /// The input that the last batch came from, until it has ended.
    private var lastInput: Int?
    /// Whether a write has failed: what is in the transaction, or laid out for it, is then more than what is counted.
    private var hasUncountedRows = false
    /// The input that is to be committed as a whole.
    private var atomicInput: Int?
    /// The rejects that the input is made of, if it is a retry.
    private var retrying: RetrySelection?
    /// `count(*)` of the table that rows go into, before the first.
    public private(set) var rowsBefore = 0
    /// What this run makes different about a table that was there, in words.
    public private(set) var schemaChanges: [String] = []
    /// Rows that the table has more than before the run, were the open transaction committed.
    private var gained = 0
    /// SQLite's number of the database's contents, as far as other connections change them
    /// (https://sqlite.org/pragma.html#pragma_data_version).
    private var dataVersion: Int64?
    /// What stands against reloads; nil before the first.
    private var hindrances: ReloadHindrances?
    /// Told of each commit.
    public var onCommit: (CommitStep) -> Void = { _ in }
    /// Whether the table that rows go into was made by this run.
    private var hasMadeTable = false
    private let fault = SinkFault()

    private struct OpenTransaction {
        var began: ContinuousClock.Instant
        var rows = 0
        var bytes = 0
    }

    /// Opens the database, for one run at a time.
    /// - Parameter hastensWrites: whether writes of SQLite to any file may be followed by a hint to the kernel, from
    ///   now on in the whole process (``EarlyWriteback``).
    /// - Throws: ``SinkError``; ``SinkError/running(path:holder:)`` if another run has it.
    public init(plan: TargetPlan, hastensWrites: Bool = true) throws {
        self.plan = plan
        try TargetDatabase.makeFolder(of: plan.databasePath)
        lock = try RunLock(database: plan.databasePath)
        queue = try TargetDatabase.open(plan)
        writeback = hastensWrites && plan.durability != .off ? EarlyWriteback() : nil
        target = TargetTable(plan: plan)
    }

    deinit {
        // However the run has ended, and be it before its first row. No run should fail of it.
        try? queue.inDatabase(KeptJournal.end)
    }

    /// Prepares the target table and enters a new run in the ledger.
    /// - Parameter run: rows and largest rowid before it are filled in here.
    /// - Returns: the run's number in the ledger.
    public func start(_ run: RunStart) throws -> Int64 {
        try access { db in
            try KeptJournal.begin(in: db)
            try db.inTransaction(.immediate) {
                try LedgerSchema.prepare(db)
                try checkTableIsThere(in: db)
                try prepareTarget(db)
                rowsBefore = try target.rowCount(of: target.insertTarget, in: db)
                dataVersion = try currentDataVersion(db)
                var run = run
                run.rowsBefore = rowsBefore
                run.rowidBefore = try target.largestRowid(in: db)
                ledger = try LedgerWriter(starting: run, in: db)
                return .commit
            }
            try makeInserter(db)
        }
        return ledger!.runID
    }

    /// Takes up a run that did not end well, behind what it has committed.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if the table does not hold what that run has left.
    public func resume(_ run: UnfinishedRun) throws {
        try access { db in
            try KeptJournal.begin(in: db)
            try db.inTransaction(.immediate) {
                try prepareTarget(db)
                rowsBefore = run.record.rowsBefore
                gained = run.gained
                let found = try target.rowCount(of: target.insertTarget, in: db)
                try require("rows before + inserted − removed = count(*)", rowsBefore + gained, found)
                dataVersion = try currentDataVersion(db)
                ledger = try LedgerWriter(resuming: run.record, in: db)
                return .commit
            }
            try makeInserter(db)
        }
    }

    /// Refuses to make a table anew that earlier runs have loaded rows into.
    private func checkTableIsThere(in db: Database) throws {
        guard plan.mode != .replace, try !db.tableExists(plan.table) else { return }
        let lost = try LedgerReader(db).rowsLeft(in: plan.table)
        if lost > 0 { throw SinkError.tableGone(path: plan.databasePath, table: plan.table, rows: lost) }
    }

    private func prepareTarget(_ db: Database) throws {
        let preparation = try target.prepare(in: db)
        hasMadeTable = preparation.hasMadeTable
        schemaChanges = preparation.schemaChanges
    }

    private func makeInserter(_ db: Database) throws {
        let rowid = try ExistingColumn.all(of: target.insertTarget, in: db).first(where: \.isRowid)
        inserter = try BatchInserter(plan: plan, table: target.insertTarget, rowidColumn: rowid?.name, in: db)
    }

    private func require(_ equation: String, _ left: Int, _ right: Int) throws {
        guard left != right else { return }
        throw SinkError.unbalanced(
            input: "table \"\(plan.table)\"", imbalances: [Imbalance(equation: equation, left: left, right: right)])
    }

    /// Tells of an input before its first batch.
    /// - Parameters:
    ///   - isAtomic: whether nothing of it may be committed before all of it is.
    ///   - reloaded: what earlier held its place, with lineage; those rows are deleted in the same transaction, so the
    ///     input is atomic too.
    ///   - retrying: what it is made of, if it is rejects of an earlier run; they are settled in the same transaction.
    public func beginInput(
        _ account: InputAccount, isAtomic: Bool = false, replacing reloaded: LoadedInput? = nil, retrying: RetrySelection? = nil
    ) throws {
        self.retrying = retrying
        let isWhole = isAtomic || reloaded != nil
        if isWhole, transaction != nil { try commit() }
        atomicInput = isWhole ? account.input.index : nil
        open.begin(account)
        if let reloaded { try remove(reloaded, for: account.input.index) }
    }

    private func remove(_ loaded: LoadedInput, for input: Int) throws {
        let standing = try access { db in
            try beginIfNeeded(db)
            try checkReload(of: loaded, in: db)
            let standing = try LedgerReader(db).standing(of: loaded)
            let removed = try target.deleteRows(ofInput: loaded.input, in: db)
            try require("rows of \(loaded.identity.path) by the ledger = rows deleted", standing.rows, removed)
            return standing
        }
        gained -= standing.rows
        open.add(
            Displacement(earlierInput: loaded.input, reason: .reloaded, rows: standing.rows, contents: standing.contents),
            to: input)
    }

    private func checkReload(of loaded: LoadedInput, in db: Database) throws {
        let known = try hindrances ?? LedgerReader(db).reloadHindrances(table: plan.table)
        hindrances = known
        if let reason = known.reason(against: loaded.input) {
            throw SinkError.cannotReload(table: plan.table, input: loaded.identity.path, reason: reason)
        }
    }

    /// Inserts a batch, and commits when a threshold is reached.
    ///
    /// - Parameters:
    ///   - batch: prepared by ``TargetRows``.
    ///   - judge: told of the rows that the table has refused, before anything is committed.
    /// - Returns: once the rows are in the transaction, or among the few laid out for it (and, if it was due, the commit
    ///   is done): only then may the caller ask for more.
    /// - Throws: ``SinkError``; the transaction is then still open, for ``abort(error:)``.
    public func write(_ batch: RowBatch, judge: (ArraySlice<Reject>) throws -> Void = { _ in }) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let account = open[batch.inputIndex]
        let imbalances = BatchCheck.imbalances(of: batch, behind: account, part: open.openParts)
        guard imbalances.isEmpty else {
            throw SinkError.unbalanced(input: account.input.identity.path, imbalances: imbalances)
        }
        let rejectsBefore = batch.rejects.count
        hasUncountedRows = true
        let insertion = try access { db in
            try beginIfNeeded(db)
            var insertion = try inserter!.insert(batch, sinkStage: account.stages.count - 1, in: db)
            if let fault {
                insertion.add(try inserter!.flush(in: db))
                try fault.strike(batch, target.insertTarget, db)
            }
            try ledger!.save(batch.rejects, of: batch, in: db)
            return insertion
        }
        open.add(batch, insertion)
        lastInput = batch.inputIndex
        hasUncountedRows = false
        hindrances?.note(
            ignored: insertion.rows.ignored, refused: batch.rejects[rejectsBefore...], of: batch.inputIndex)
        gained += insertion.rows.inserted
        metrics.copiedRows += insertion.copied
        transaction!.rows += batch.rowCount
        transaction!.bytes += batch.usedBytes
        metrics.insertSeconds += (clock.now - start).seconds
        if insertion.refused > 0 { try judge(batch.rejects[rejectsBefore...]) }
        if isCommitDue { try commit() }
    }

    /// Notes that an input was read to its end; part of the next commit.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if not all that was read arrived here.
    public func endInput(_ index: Int, _ end: InputEnd) throws {
        try access { db in try beginIfNeeded(db) }
        // Rows that are only laid out are counted, and come into the table before the commit.
        if inserter!.isStaging { try flush() }
        lastInput = nil
        try open.end(index, end)
        try settle(index, end)
        // Not committed yet: if it is the last one, the run may still turn out not to be what is expected of it.
        if atomicInput == index { atomicInput = nil }
    }

    /// Notes which rejects the input has retried: those whose raw records are, byte for byte, what was read, or as many as
    /// were mended.
    private func settle(_ index: Int, _ end: InputEnd) throws {
        guard let selection = retrying else { return }
        retrying = nil
        let settled = try access { db in try ledger!.settle(selection, asInput: index, in: db) }
        let imbalances = end.imbalances(withSettled: settled.records, settled.content)
        guard imbalances.isEmpty else {
            throw SinkError.unbalanced(input: open[index].input.identity.path, imbalances: imbalances)
        }
    }

    /// What the ledger has of this run: what is committed of each input.
    public func committedAccounts() throws -> [InputAccount] {
        guard let ledger else { return [] }
        return try access { db in try LedgerReader(db).accounts(ofRun: ledger.runID) }
    }

    /// What was done with each input of this run so far, the open transaction included.
    public func accounts() throws -> [InputAccount] {
        let isOpen = Set(open.all.map(\.input.index))
        return try committedAccounts().filter { !isOpen.contains($0.input.index) } + open.all
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
                try require("inserted − removed = count(*) after − before", gained, rowsAfter - rowsBefore)
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
                // An empty table that this run has made would only be one that the next spec has to fit. (It has rows
                // if another program has been faster with them.)
                if hasMadeTable, try plan.mode == .replace || target.rowCount(of: plan.table, in: db) == 0 {
                    try target.dropInsertTarget(in: db)
                }
                let rowsAfter = try target.rowCount(of: plan.table, in: db)
                try ledger?.finish(status, error: error, rowsAfter: rowsAfter, in: db)
                return .commit
            }
        }
        transaction = nil
    }

    /// Commits what is open, except of an input that has to be whole, within the parts of a batch or behind a write that
    /// failed, and marks the run as interrupted. A replacing run leaves the old table as it was.
    /// - Throws: ``SinkError`` if that can't be committed; ``abort(_:error:)`` is then still to be called.
    public func interrupt(error: String) throws {
        // Where SQLite itself was interrupted, it has undone the transaction.
        let isWhole = atomicInput == nil && open.openParts == 0 && !hasUncountedRows
        let isOpen = transaction != nil && isWhole && plan.mode != .replace
        if isOpen, try access({ $0.isInsideTransaction }) { try commit() }
        abort(.interrupted, error: error)
    }

    /// For another thread, to break off what SQLite does for this writer.
    public var interrupter: StatementInterrupter { StatementInterrupter(queue: queue) }

    private func beginIfNeeded(_ db: Database) throws {
        guard transaction == nil else { return }
        inserter?.beginTransaction()
        try db.beginTransaction(.immediate)
        try checkOthers(db)
        transaction = OpenTransaction(began: ContinuousClock().now)
    }

    /// Counts the table again where another program has changed the database since the last transaction. What it has done
    /// to the table would otherwise only show at the end, with all committed.
    private func checkOthers(_ db: Database) throws {
        let version = try currentDataVersion(db)
        if version == dataVersion { return }
        dataVersion = version
        let found = try target.rowCount(of: target.insertTarget, in: db)
        guard found == rowsBefore + gained else {
            throw SinkError.changedMeanwhile(table: plan.table, expected: rowsBefore + gained, found: found)
        }
    }

    private func currentDataVersion(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "PRAGMA main.data_version")
    }

    private var isCommitDue: Bool {
        guard let transaction, atomicInput == nil, open.openParts == 0 else { return false }
        return transaction.rows >= plan.commit.rows || transaction.bytes >= plan.commit.bytes
            || (ContinuousClock().now - transaction.began).seconds >= plan.commit.seconds
    }

    /// Sees to it that all rows are in the transaction, and counted.
    private func flush() throws {
        let clock = ContinuousClock()
        let start = clock.now
        hasUncountedRows = true
        let insertion = try access { db in try inserter!.flush(in: db) }
        // The rows that wait are always those of one input: its end is behind a flush.
        if let input = lastInput { open.add(insertion, to: input) }
        hasUncountedRows = false
        gained += insertion.rows.inserted
        metrics.insertSeconds += (clock.now - start).seconds
    }

    private func commit() throws {
        let clock = ContinuousClock()
        try flush()
        let start = clock.now
        onCommit(.begins(rows: transaction!.rows, openSeconds: (start - transaction!.began).seconds))
        defer { onCommit(.ends) }
        try open.checkBalance()
        try access { db in
            for account in open.all { try ledger!.save(account, in: db) }
            CommitDelay.wait()
            if let fault, fault.losesCommit() { return try db.rollback() }
            try db.commit()
        }
        transaction = nil
        open.forgetComplete()
        metrics.commits += 1
        metrics.commitSeconds += (clock.now - start).seconds
    }

    func access<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try TargetDatabase.mapping(path: plan.databasePath, table: plan.table) {
            try queue.inDatabase(body)
        }
    }
}
