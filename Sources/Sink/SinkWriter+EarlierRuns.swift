// What runs before this one have left, asked before it begins.

import GRDB
import Ledger

extension SinkWriter {
    /// See ``TargetTable/loadedInputs(pipeline:in:)``.
    public func loadedInputs(pipeline: String) throws -> [LoadedInput] {
        try access { try target.loadedInputs(pipeline: pipeline, in: $0) }
    }

    /// See ``TargetTable/unfinishedRun(in:)``.
    public func unfinishedRun() throws -> UnfinishedRun? { try access(target.unfinishedRun) }

    /// See ``TargetTable/nextInputID(in:)``.
    public func nextInputID() throws -> Int { try access(target.nextInputID) }

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
