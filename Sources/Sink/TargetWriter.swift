// One target of a run: its table, its part of the ledger, and what has been counted of it.

import GRDB
import Ledger
import RowModel

/// Writes the rows of one target within the transactions of a ``SinkWriter``, which all targets share. A method that
/// takes a database is called on that writer's connection. Each target is a run of its own in the ledger.
public final class TargetWriter {
    public let plan: TargetPlan
    /// `count(*)` of the table that rows go into, before the first.
    public private(set) var rowsBefore = 0
    /// `count(*)` of the table, once the run has ended well.
    public private(set) var rowsAfter: Int?
    /// What this run makes different about a table that was there, in words.
    public private(set) var schemaChanges: [String] = []
    let table: TargetTable
    private(set) var inserter: BatchInserter?
    private(set) var ledger: LedgerWriter?
    var open = OpenAccounts()
    /// The input that the last batch came from, until it has ended.
    private var lastInput: Int?
    /// The rejects that the input is made of, if it is a retry.
    private var retrying: RetrySelection?
    /// Rows that the table has more than before the run, were the open transaction committed.
    var gained = 0
    /// What stands against reloads; nil before the first.
    private var hindrances: ReloadHindrances?
    /// Whether the table that rows go into was made by this run.
    private var hasMadeTable = false

    init(_ plan: TargetPlan) {
        self.plan = plan
        table = TargetTable(plan: plan)
    }

    /// Prepares the table and enters a new run, or takes up one that did not end well, behind what it has committed.
    /// - Returns: the run's number in the ledger.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if the table does not hold what that run has left.
    func start(_ start: TargetStart, in db: Database) throws -> Int64 {
        switch start {
        case .new(let run): try enter(run, in: db)
        case .resuming(let run): try resume(run, in: db)
        }
        return ledger!.runID
    }

    private func enter(_ run: RunStart, in db: Database) throws {
        try checkTableIsThere(in: db)
        try prepareTable(db)
        rowsBefore = try table.rowCount(of: table.insertTarget, in: db)
        var run = run
        run.rowsBefore = rowsBefore
        run.rowidBefore = try table.largestRowid(in: db)
        ledger = try LedgerWriter(starting: run, in: db)
    }

    private func resume(_ run: UnfinishedRun, in db: Database) throws {
        try prepareTable(db)
        rowsBefore = run.record.rowsBefore
        gained = run.gained
        let found = try table.rowCount(of: table.insertTarget, in: db)
        try require("rows before + inserted − removed = count(*)", rowsBefore + gained, found)
        ledger = try LedgerWriter(resuming: run.record, in: db)
    }

    /// Refuses to make a table anew that earlier runs have loaded rows into.
    private func checkTableIsThere(in db: Database) throws {
        guard plan.mode != .replace, try !db.tableExists(plan.table) else { return }
        let lost = try LedgerReader(db).rowsLeft(in: plan.table)
        if lost > 0 { throw SinkError.tableGone(path: plan.databasePath, table: plan.table, rows: lost) }
    }

    private func prepareTable(_ db: Database) throws {
        let preparation = try table.prepare(in: db)
        // The old table of a replacing run is searched in until it goes.
        if plan.mode != .replace { try table.dropFullText(in: db) }
        hasMadeTable = preparation.hasMadeTable
        schemaChanges = preparation.schemaChanges
    }

    /// Outside a transaction, since databases are attached for it.
    func makeInserter(in db: Database) throws {
        let rowid = try ExistingColumn.all(of: table.insertTarget, in: db).first(where: \.isRowid)
        inserter = try BatchInserter(plan: plan, table: table.insertTarget, rowidColumn: rowid?.name, in: db)
    }

    /// Notes that the run belongs to others.
    func join(group: Int64, in db: Database) throws { try ledger!.join(group: group, in: db) }

    func begin(_ input: TargetInput) {
        retrying = input.retrying
        open.begin(input.account)
    }

    /// Deletes the rows that an input had before it changed.
    func remove(_ loaded: LoadedInput, for input: Int, in db: Database) throws {
        try checkReload(of: loaded, in: db)
        let standing = try LedgerReader(db).standing(of: loaded)
        let removed = try table.deleteRows(ofInput: loaded.input, in: db)
        try require("rows of \(loaded.identity.path) by the ledger = rows deleted", standing.rows, removed)
        gained -= standing.rows
        open.add(
            Displacement(
                earlierInput: loaded.input, reason: .reloaded, rows: standing.rows, contents: standing.contents),
            to: input)
    }

    private func checkReload(of loaded: LoadedInput, in db: Database) throws {
        let known = try hindrances ?? LedgerReader(db).reloadHindrances(table: plan.table)
        hindrances = known
        if let reason = known.reason(against: loaded.input) {
            throw SinkError.cannotReload(table: plan.table, input: loaded.identity.path, reason: reason)
        }
    }

    /// Holds what a batch says of itself against what it carries.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``
    func check(_ batch: RowBatch) throws {
        let account = open[batch.inputIndex]
        let imbalances = BatchCheck.imbalances(of: batch, behind: account, part: open.openParts)
        guard imbalances.isEmpty else {
            throw SinkError.unbalanced(input: account.input.identity.path, imbalances: imbalances)
        }
    }

    /// Inserts a batch and keeps its rejects.
    /// - Returns: what became of its rows, to be counted once the access to the database is over.
    func insert(_ batch: RowBatch, _ fault: SinkFault?, in db: Database) throws -> BatchInsertion {
        var insertion = try inserter!.insert(batch, sinkStage: open[batch.inputIndex].stages.count - 1, in: db)
        if let fault {
            insertion.add(try inserter!.flush(in: db))
            try fault.strike(batch, table.insertTarget, db)
        }
        try ledger!.save(batch.rejects, of: batch, in: db)
        return insertion
    }

    /// - Parameter refused: the batch's rejects that the table has made.
    func count(_ batch: RowBatch, _ insertion: BatchInsertion, refused: ArraySlice<Reject>) {
        open.add(batch, insertion)
        lastInput = batch.inputIndex
        hindrances?.note(ignored: insertion.rows.ignored, refused: refused, of: batch.inputIndex)
        gained += insertion.rows.inserted
    }

    /// What the stages have done since the first input began, over all inputs; empty before.
    var totals: [StageRecord] { open.totals }

    /// The offset in an input behind the last batch of it.
    func position(in input: Int) -> Int { open[input].input.decodedBytes }

    /// Whether parts of a batch of the reader's are still to come.
    var hasOpenParts: Bool { open.openParts > 0 }

    /// Sees to it that all rows are in the transaction, and counted.
    func flush(in db: Database) throws {
        let insertion = try inserter!.flush(in: db)
        // The rows that wait are always those of one input: its end is behind a flush.
        if let input = lastInput { open.add(insertion, to: input) }
        gained += insertion.rows.inserted
    }

    /// Notes that an input was read to its end, behind a ``flush(in:)`` where rows have waited.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if not all that was read arrived here.
    func end(_ input: Int, _ end: InputEnd, in db: Database) throws {
        lastInput = nil
        try open.end(input, end)
        try settle(input, end, in: db)
    }

    /// Notes which rejects the input has retried: those whose raw records are, byte for byte, what was read, or as many
    /// as were mended.
    private func settle(_ input: Int, _ end: InputEnd, in db: Database) throws {
        guard let selection = retrying else { return }
        retrying = nil
        let settled = try ledger!.settle(selection, asInput: input, in: db)
        let imbalances = end.imbalances(withSettled: settled.records, settled.content)
        guard imbalances.isEmpty else {
            throw SinkError.unbalanced(input: open[input].input.identity.path, imbalances: imbalances)
        }
    }

    /// Counts the table again, since another program has changed the database.
    func checkUnchanged(in db: Database) throws {
        let found = try table.rowCount(of: table.insertTarget, in: db)
        guard found == rowsBefore + gained else {
            throw SinkError.changedMeanwhile(table: plan.table, expected: rowsBefore + gained, found: found)
        }
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``
    func checkBalance() throws { try open.checkBalance() }

    func saveAccounts(in db: Database) throws {
        for account in open.all { try ledger!.save(account, in: db) }
    }

    /// To be called behind a commit.
    func forgetComplete() { open.forgetComplete() }

    /// What the ledger has of this run: what is committed of each input.
    func committedAccounts(in db: Database) throws -> [InputAccount] {
        guard let ledger else { return [] }
        return try LedgerReader(db).accounts(ofRun: ledger.runID)
    }

    /// What was done with each input of this run so far, the open transaction included.
    func accounts(in db: Database) throws -> [InputAccount] {
        let isOpen = Set(open.all.map(\.input.index))
        return try committedAccounts(in: db).filter { !isOpen.contains($0.input.index) } + open.all
    }

    /// Puts the table in place, behind the last row, with what is searched in.
    func putInPlace(in db: Database) throws {
        try table.finish(in: db)
        try table.makeFullText(in: db)
    }

    /// Runs what the spec has of SQL before the first row of a new run.
    /// - Parameter countedTables: those of all targets.
    func runBefore(countedTables: [String], in db: Database) throws {
        try table.run(plan.before, countedTables: countedTables, in: db)
    }

    /// Runs what the spec has of SQL behind the last row.
    func runAfter(countedTables: [String], in db: Database) throws {
        try table.run(plan.after, countedTables: countedTables, in: db)
    }

    func makeViews(in db: Database) throws { try table.makeViews(in: db) }

    /// Counts the rows of the table that is in place and closes the run.
    /// - Parameter measure: asked for what it has measured once that is done.
    func close(in db: Database, measure: () -> RunMeasurement?) throws {
        let rows = try table.rowCount(of: plan.table, in: db)
        try require("inserted − removed = count(*) after − before", gained, rows - rowsBefore)
        if let measurement = measure() { try ledger!.save(measurement.measures, measurement.samples, in: db) }
        try ledger!.finish(.complete, rowsAfter: rows, in: db)
        rowsAfter = rows
    }

    /// Marks the run as ended without success, within a transaction of its own.
    func abort(_ status: RunStatus, error: String, keeping measurement: RunMeasurement?, in db: Database) throws {
        rowsAfter = nil
        // An empty table that this run has made would only be one that the next spec has to fit. (It has rows
        // if another program has been faster with them.)
        if hasMadeTable, try plan.mode == .replace || table.rowCount(of: plan.table, in: db) == 0 {
            try table.dropInsertTarget(in: db)
        }
        let rows = try table.rowCount(of: plan.table, in: db)
        guard let ledger else { return }
        try ledger.finish(status, error: error, rowsAfter: rows, in: db)
        guard let measurement else { return }
        // Where there is room for no more, how the run has ended is what has to stand.
        try? db.inSavepoint {
            try ledger.save(measurement.measures, measurement.samples, in: db)
            return .commit
        }
    }

    /// - Parameter input: what the equation is about; nil for the table.
    func require(_ equation: String, _ left: Int, _ right: Int, of input: String? = nil) throws {
        guard left != right else { return }
        throw SinkError.unbalanced(
            input: input ?? "table \"\(plan.table)\"", imbalances: [Imbalance(equation: equation, left: left, right: right)])
    }
}
