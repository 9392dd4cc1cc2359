// What the ledger says of earlier runs into the table.

import GRDB
import Ledger

/// What earlier runs have left for a run into a table.
public struct EarlierRuns: Sendable {
    /// See ``TargetTable/loadedInputs(pipeline:in:)``.
    public var loadedInputs: [LoadedInput] = []
    /// See ``TargetTable/unfinishedRun(in:)``.
    public var unfinishedRun: UnfinishedRun?
    /// The number for the first input that a run begins.
    public var nextInputID = 1
    /// What the new one may be compared with, newest first.
    public var comparable: [RunTotals] = []
}

extension TargetTable {
    /// - Parameters:
    ///   - pipeline: whose runs are asked for.
    ///   - comparable: most runs that are wanted for comparison.
    func earlierRuns(pipeline: String, comparable: Int, in db: Database) throws -> EarlierRuns {
        EarlierRuns(
            loadedInputs: try loadedInputs(pipeline: pipeline, in: db), unfinishedRun: try unfinishedRun(in: db),
            nextInputID: try nextInputID(in: db),
            comparable: try comparableRuns(pipeline: pipeline, limit: comparable, in: db))
    }

    private func comparableRuns(pipeline: String, limit: Int, in db: Database) throws -> [RunTotals] {
        guard limit > 0, try hasLedger(db) else { return [] }
        return try LedgerReader(db).comparableRuns(ofPipeline: pipeline, into: plan.table, limit: limit)
    }

    /// Inputs that earlier runs of the pipeline have loaded into the table as it is now. None for a run that replaces it.
    private func loadedInputs(pipeline: String, in db: Database) throws -> [LoadedInput] {
        guard plan.mode != .replace, try hasLedger(db) else { return [] }
        return try LedgerReader(db).loadedInputs(pipeline: pipeline, table: plan.table)
    }

    /// The run to go on with, if the newest one into the table did not end well. None for a run that replaces the
    /// table, which always begins anew.
    private func unfinishedRun(in db: Database) throws -> UnfinishedRun? {
        guard plan.mode != .replace, try hasLedger(db) else { return nil }
        return try LedgerReader(db).unfinishedRun(into: plan.table)
    }

    private func nextInputID(in db: Database) throws -> Int {
        let next = try LedgerSchema.exists(in: db) ? LedgerReader(db).nextInputID() : 0
        // Somebody may have dropped the ledger and left rows with its numbers.
        return next > 0 ? next : try largestInput(in: db) + 1
    }

    private func hasLedger(_ db: Database) throws -> Bool {
        guard try LedgerSchema.exists(in: db) else { return false }
        try LedgerSchema.checkVersion(db)
        return true
    }
}
