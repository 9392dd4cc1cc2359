// What the ledger says of earlier runs into the table.

import GRDB
import Ledger

extension TargetTable {
    /// Inputs that earlier runs of the pipeline have loaded into the table as it is now. None for a run that replaces it.
    func loadedInputs(pipeline: String, in db: Database) throws -> [LoadedInput] {
        guard plan.mode != .replace, try hasLedger(db) else { return [] }
        return try LedgerReader(db).loadedInputs(pipeline: pipeline, table: plan.table)
    }

    /// The run to go on with, if the newest one into the table did not end well. None for a run that replaces the
    /// table, which always begins anew.
    func unfinishedRun(in db: Database) throws -> UnfinishedRun? {
        guard plan.mode != .replace, try hasLedger(db) else { return nil }
        return try LedgerReader(db).unfinishedRun(into: plan.table)
    }

    /// The number for the first input that a run begins.
    func nextInputID(in db: Database) throws -> Int {
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
