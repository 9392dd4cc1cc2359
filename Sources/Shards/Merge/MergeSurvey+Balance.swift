// What was found in the shards, held against what was taken out of them. Pure.

import Ledger

extension MergeSurvey {
    /// The law of a merge: what the shards' ledgers say together is what the run has taken, in this attempt or earlier.
    /// - Parameters:
    ///   - taken: by one target's run, the transaction that is open included.
    ///   - surveyed: of the same target.
    /// - Throws: ``MergeError/notAllTaken(table:imbalances:)``
    func checkIsAll(_ taken: RunTotals, _ surveyed: InputAccount) throws(MergeError) {
        let written = taken.written
        let equations = [
            ("inputs of the plan = inputs taken", plan.header.inputs, taken.inputs),
            ("records in shards = records taken", surveyed.input.records, taken.records),
            ("rows in shards = inserted + updated + ignored", surveyed.inserted, written.inserted + written.updated + written.ignored),
            ("rejects in shards = rejects taken", surveyed.rejected, taken.rejected),
            ("rows dropped in shards = rows dropped", surveyed.dropped, taken.dropped),
        ].map { Imbalance(equation: $0, left: $1, right: $2) }
        let imbalances = equations.filter { $0.left != $0.right }
        if !imbalances.isEmpty { throw .notAllTaken(table: taken.record.table, imbalances: imbalances) }
    }
}
