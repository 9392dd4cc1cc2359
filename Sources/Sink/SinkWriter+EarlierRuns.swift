// What runs before this one have left, asked before it begins.

import GRDB
import Ledger

extension SinkWriter {
    /// Inputs that earlier runs of the pipeline have loaded into the table as it is now. None for a run that replaces it.
    public func loadedInputs(pipeline: String) throws -> [LoadedInput] {
        guard plan.mode != .replace else { return [] }
        return try access { db in
            guard try LedgerSchema.exists(in: db) else { return [] }
            try LedgerSchema.checkVersion(db)
            return try LedgerReader(db).loadedInputs(pipeline: pipeline, table: plan.table)
        }
    }

    /// The run to go on with, if the newest one into the table did not end well. None for a run that replaces the
    /// table, which always begins anew.
    public func unfinishedRun() throws -> UnfinishedRun? {
        guard plan.mode != .replace else { return nil }
        return try access { db in
            guard try LedgerSchema.exists(in: db) else { return nil }
            try LedgerSchema.checkVersion(db)
            return try LedgerReader(db).unfinishedRun(into: plan.table)
        }
    }

    /// The number for the first input that this run begins.
    public func nextInputID() throws -> Int {
        try access { db in
            let next = try LedgerSchema.exists(in: db) ? LedgerReader(db).nextInputID() : 0
            // Somebody may have dropped the ledger and left rows with its numbers.
            return next > 0 ? next : try target.largestInput(in: db) + 1
        }
    }

    /// Takes the rows of a run that did not end well out of the table again.
    ///
    /// They are those with the run's lineage or, without it, with a rowid above the largest one before the run, as long as
    /// they are as many as the run has committed.
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
}
