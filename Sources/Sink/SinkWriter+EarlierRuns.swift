// What runs before this one have left, asked before it begins.

import GRDB
import Ledger

extension SinkWriter {
    /// What earlier runs of a pipeline have left for each target.
    /// - Parameter comparable: most runs that are wanted for comparison.
    public func earlierRuns(pipeline: String, comparable: Int = 0) throws -> [EarlierRuns] {
        try access { db in
            try targets.map { try $0.table.earlierRuns(pipeline: pipeline, comparable: comparable, in: db) }
        }
    }

    /// Takes the rows of runs that did not end well out of their tables again, all or none.
    ///
    /// They are those with a run's lineage or, without it, with a rowid above the largest one before the run, as long
    /// as they are as many as the run has committed.
    /// - Parameter runs: one for each target that has one.
    /// - Throws: ``SinkError/cannotUndo(table:run:reason:)`` where they can't be told from others.
    public func undo(_ runs: [UnfinishedRun?]) throws {
        try access { db in
            try db.inTransaction(.immediate) {
                for case let (target, run?) in zip(targets, runs) {
                    try target.table.deleteRows(of: run, in: db)
                    try LedgerWriter.markUndone(run.record, in: db)
                }
                return .commit
            }
        }
    }
}
