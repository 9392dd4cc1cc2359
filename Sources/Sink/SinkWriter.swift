// The writer: batches in, transactions out.

import Foundation
import GRDB
import Ledger
import PipelineSpec
import RowModel

/// Inserts batches into the tables of one or several targets, one `INSERT … SELECT` a batch, and commits rows,
/// rejects, tallies and positions of all of them together. Has the database to itself: lock, connection and transaction are
/// here, what is one table's is in ``TargetWriter``. Blocking, and confined to one task at a time.
///
/// ```
/// start → (beginInput → write… → endInput)… → finish
///       ↘ abort, from anywhere
/// ```
public final class SinkWriter {
    public let targets: [TargetWriter]
    public private(set) var metrics = WriterMetrics()
    /// Told of each commit.
    public var onCommit: (CommitStep) -> Void = { _ in }
    /// Asked for what each target's run has measured, by position, when it is about to be closed, well or not. Stored with
    /// the run.
    public var measure: (Int) -> RunMeasurement? = { _ in nil }
    private let path: String
    private let thresholds: CommitThresholds
    private let lock: RunLock
    private let queue: DatabaseQueue
    private let writeback: EarlyWriteback?
    private var transaction: OpenTransaction?
    /// The targets of the inputs that have begun and not ended.
    private var targetOfInput: [Int: TargetWriter] = [:]
    /// Whether a write has failed: what is in the transaction, or laid out for it, is then more than what is counted.
    private var hasUncountedRows = false
    /// Whether the input that has begun is to be committed as a whole.
    private var isInputAtomic = false
    /// SQLite's number of the database's contents, as far as other connections change them
    /// (https://sqlite.org/pragma.html#pragma_data_version).
    private var dataVersion: Int64?
    private let fault = SinkFault()
    let attachedShards = AttachedShards()

    /// Opens the database, for one run at a time.
    /// - Parameters:
    ///   - plans: at least one; of several, database, thresholds and durability are those of the first.
    ///   - hastensWrites: whether writes of SQLite to any file may be followed by a hint to the kernel, from now on in
    ///     the whole process (``EarlyWriteback``).
    /// - Throws: ``SinkError``; ``SinkError/running(path:holder:)`` if another run has it.
    public init(_ plans: [TargetPlan], hastensWrites: Bool = true) throws {
        let first = plans[0]
        path = first.databasePath
        thresholds = first.commit
        try TargetDatabase.makeFolder(of: path)
        lock = try RunLock(database: path)
        queue = try TargetDatabase.open(first)
        writeback = hastensWrites && first.durability != .off ? EarlyWriteback() : nil
        targets = plans.map(TargetWriter.init)
    }

    deinit {
        // However the run has ended, and be it before its first row. No run should fail of it.
        try? queue.inDatabase(KeptJournal.end)
    }

    /// Prepares the tables and enters a run for each target in the ledger, or takes up the one that did not end well.
    /// - Parameters:
    ///   - starts: one for each target.
    ///   - takesShards: whether rows are to come out of shards.
    /// - Returns: the runs' numbers in the ledger.
    /// - Throws: ``SinkError``
    public func start(_ starts: [TargetStart], takingShards takesShards: Bool = false) throws -> [Int64] {
        precondition(starts.count == targets.count)
        var runs: [Int64] = []
        try access { db in
            try KeptJournal.begin(in: db)
            try db.inTransaction(.immediate) {
                try LedgerSchema.prepare(db)
                if takesShards { try LedgerWriter.prepareForShards(in: db) }
                for (target, start) in zip(targets, starts) {
                    runs.append(try mapping(target) { try target.start(start, in: db) })
                }
                if targets.count > 1 { try join(runs, starts, db) }
                for (target, start) in zip(targets, starts) {
                    guard case .new = start else { continue }
                    try mapping(target) { try target.runBefore(countedTables: countedTables, in: db) }
                }
                dataVersion = try currentDataVersion(db)
                return .commit
            }
            for target in targets { try target.makeInserter(in: db) }
        }
        return runs
    }

    private var countedTables: [String] { targets.map(\.plan.table) }

    /// Runs that are committed together know each other: a new one belongs to those that are gone on with.
    private func join(_ runs: [Int64], _ starts: [TargetStart], _ db: Database) throws {
        let groups = starts.compactMap { start in
            if case .resuming(let run) = start { run.record.group } else { nil }
        }
        for target in targets { try target.join(group: groups.min() ?? runs[0], in: db) }
    }

    /// Tells of an input before its first batch.
    /// - Parameters:
    ///   - inputs: as the targets that want it take it.
    ///   - isAtomic: whether nothing of it may be committed before all of it is, nor anything else with it.
    public func beginInput(_ inputs: [TargetInput], isAtomic: Bool = false) throws {
        let isAlone = isAtomic || inputs.contains { $0.reloaded != nil }
        if isAlone, transaction != nil { try commit() }
        try beginWhole(inputs)
        isInputAtomic = isAlone
    }

    /// Tells of an input of which nothing may be committed before all of it is, but that shares its transaction with those
    /// before it.
    public func beginWhole(_ inputs: [TargetInput]) throws {
        isInputAtomic = true
        for input in inputs {
            let target = targets[input.target]
            targetOfInput[input.account.input.index] = target
            target.begin(input)
            guard let reloaded = input.reloaded else { continue }
            try access(target) { db in
                try beginIfNeeded(db)
                try target.remove(reloaded, for: input.account.input.index, in: db)
            }
        }
    }

    /// Inserts a batch, and commits when a threshold is reached.
    ///
    /// - Parameters:
    ///   - batch: prepared by ``TargetRows``. It goes to the target whose input it is from.
    ///   - judge: told of the rows that the table has refused, before anything is committed.
    /// - Returns: once the rows are in the transaction, or among the few laid out for it (and, if it was due, the commit
    ///   is done): only then may the caller ask for more.
    /// - Throws: ``SinkError``; the transaction is then still open, for ``abort(_:error:)``.
    public func write(_ batch: RowBatch, judge: (ArraySlice<Reject>) throws -> Void = { _ in }) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let target = targetOfInput[batch.inputIndex]!
        try target.check(batch)
        let rejectsBefore = batch.rejects.count
        hasUncountedRows = true
        let insertion = try access(target) { db in
            try beginIfNeeded(db)
            return try target.insert(batch, fault, in: db)
        }
        let refused = batch.rejects.dropFirst(rejectsBefore)
        target.count(batch, insertion, refused: refused)
        hasUncountedRows = false
        metrics.copiedRows += insertion.copied
        transaction!.add(batch)
        metrics.insertSeconds += (clock.now - start).seconds
        if insertion.refused > 0 { try judge(refused) }
        if isBetweenRecords, !isInputAtomic, transaction!.isDue(thresholds) { try commit() }
    }

    /// Whether all targets have all rows of the same records of the input: only there a transaction may end, since the
    /// next run can go on from one place only.
    public var isBetweenRecords: Bool {
        if targets.contains(where: \.hasOpenParts) { return false }
        guard targets.count > 1, let first = targetOfInput.first else { return true }
        let place = first.value.position(in: first.key)
        return targetOfInput.allSatisfy { $0.value.position(in: $0.key) == place }
    }

    /// Notes that an input was read to its end; part of the next commit.
    /// - Parameter inputs: its numbers, one for each target that has begun it.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if not all that was read arrived here.
    public func endInput(_ inputs: [Int], _ end: InputEnd) throws {
        for input in inputs {
            let target = targetOfInput.removeValue(forKey: input)!
            try access(target, beginIfNeeded)
            // Rows that are only laid out are counted, and come into the table before the commit.
            if target.inserter!.isStaging { try flush(target) }
            try access(target) { db in try target.end(input, end, in: db) }
        }
        // Not committed yet: if it is the last one, the run may still turn out not to be what is expected of it.
        isInputAtomic = false
    }

    /// What the ledger has of this run: what is committed of each input, by target.
    public func committedAccounts() throws -> [[InputAccount]] {
        try access { db in try targets.map { try $0.committedAccounts(in: db) } }
    }

    public func totals(of target: Int) -> [StageRecord] { targets[target].totals }

    /// What was done with each input of this run so far, the open transaction included, by target.
    public func accounts() throws -> [[InputAccount]] {
        try access { db in try targets.map { try $0.accounts(in: db) } }
    }

    /// Commits what is open, puts the tables in place, runs SQL of the spec, makes views, counts the rows and closes the
    /// runs: all of them, or none.
    public func finish() throws {
        if transaction != nil { try commit() }
        let clock = ContinuousClock()
        let start = clock.now
        try access { db in
            try db.inTransaction(.immediate) {
                for target in targets { try mapping(target) { try target.putInPlace(in: db) } }
                // SQL of the spec may have taken GRDB's way to hear of tables that come and go.
                db.clearSchemaCache()
                for target in targets {
                    try mapping(target) { try target.runAfter(countedTables: countedTables, in: db) }
                }
                for target in targets { try mapping(target) { try target.makeViews(in: db) } }
                for (position, target) in targets.enumerated() {
                    try mapping(target) {
                        try target.close(in: db) {
                            metrics.finishSeconds = (clock.now - start).seconds
                            return measure(position)
                        }
                    }
                }
                return .commit
            }
        }
        metrics.finishSeconds = (clock.now - start).seconds
    }

    /// Undoes the open transaction and marks the runs as ended without success. What was committed stays, except that a
    /// replacing run leaves the old table as it was.
    ///
    /// Never throws: the error that led here is the one to report.
    public func abort(_ status: RunStatus, error: String) {
        try? queue.inDatabase { db in
            if db.isInsideTransaction { try db.rollback() }
            try? attachedShards.detachAll(in: db)
            db.clearSchemaCache()
            try db.inTransaction(.immediate) {
                for (position, target) in targets.enumerated() {
                    try target.abort(status, error: error, keeping: measure(position), in: db)
                }
                return .commit
            }
        }
        transaction = nil
    }

    /// Commits what is open, except of an input that has to be whole, between rows of a record or behind a write that
    /// failed, and marks the runs as interrupted. A replacing run leaves the old table as it was.
    /// - Throws: ``SinkError`` if that can't be committed; ``abort(_:error:)`` is then still to be called.
    public func interrupt(error: String) throws {
        // Where SQLite itself was interrupted, it has undone the transaction.
        let isOpen = transaction != nil && isBetweenRecords && !isInputAtomic && !hasUncountedRows
            && targets.allSatisfy { $0.plan.mode != .replace }
        if isOpen, try access(nil, { $0.isInsideTransaction }) { try commit() }
        abort(.interrupted, error: error)
    }

    /// For another thread, to break off what SQLite does for this writer.
    public var interrupter: StatementInterrupter { StatementInterrupter(queue: queue) }

    func beginIfNeeded(_ db: Database) throws {
        guard transaction == nil else { return }
        for target in targets { target.inserter?.beginTransaction() }
        try db.beginTransaction(.immediate)
        try checkOthers(db)
        transaction = OpenTransaction()
    }

    /// Counts the tables again where another program has changed the database since the last transaction. What it has
    /// done to them would otherwise only show at the end, with all committed.
    private func checkOthers(_ db: Database) throws {
        let version = try currentDataVersion(db)
        if version == dataVersion { return }
        dataVersion = version
        for target in targets { try target.checkUnchanged(in: db) }
    }

    private func currentDataVersion(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "PRAGMA main.data_version")
    }

    /// Sees to it that all rows of a target are in the transaction, and counted.
    private func flush(_ target: TargetWriter) throws {
        let clock = ContinuousClock()
        let start = clock.now
        hasUncountedRows = true
        try access(target, target.flush)
        hasUncountedRows = false
        metrics.insertSeconds += (clock.now - start).seconds
    }

    var hasOpenTransaction: Bool { transaction != nil }

    var isCommitDue: Bool { transaction?.isDue(thresholds) ?? false }

    /// Counts rows of a shard as part of the open transaction.
    func countTaken(rows: Int, bytes: Int) { transaction!.add(rows: rows, bytes: bytes) }

    func commit() throws {
        for target in targets { try flush(target) }
        let clock = ContinuousClock()
        let start = clock.now
        let openSeconds = transaction!.seconds
        onCommit(.begins(rows: transaction!.rows, openSeconds: openSeconds))
        var committed: CommittedTransaction?
        defer { onCommit(.ends(committed)) }
        for target in targets { try target.checkBalance() }
        try access { db in
            for target in targets { try target.saveAccounts(in: db) }
            CommitDelay.wait()
            if let fault, fault.losesCommit() { return try db.rollback() }
            try db.commit()
        }
        let seconds = (clock.now - start).seconds
        committed = CommittedTransaction(
            rows: transaction!.rows, seconds: seconds, openSeconds: openSeconds, totals: targets.map(\.totals))
        transaction = nil
        try access { try attachedShards.detachAll(in: $0) }
        for target in targets { target.forgetComplete() }
        metrics.commits += 1
        metrics.commitSeconds += seconds
    }

    /// - Parameter target: whose table an error is about; the first one's, unless given.
    func access<Result>(_ target: TargetWriter? = nil, _ body: (Database) throws -> Result) throws -> Result {
        try mapping(target ?? targets[0]) { try queue.inDatabase(body) }
    }

    private func mapping<Result>(_ target: TargetWriter, _ body: () throws -> Result) throws -> Result {
        try TargetDatabase.mapping(path: path, table: target.plan.table, body)
    }
}
