// Which rows of a batch stay.

import RowModel

/// A verdict for each row of a batch; reused from batch to batch.
final class RowVerdicts {
    private enum Verdict {
        case keep, drop, reject
    }

    private var verdicts: [Verdict] = []

    /// Starts a new batch: every row is kept until something else is said.
    func begin(_ batch: RowBatch) {
        verdicts.removeAll(keepingCapacity: true)
        verdicts.append(contentsOf: repeatElement(.keep, count: batch.rowCount))
    }

    func drop(_ row: Int) {
        verdicts[row] = .drop
    }

    /// Refuses a row, once: later reasons for the same row are not kept.
    func reject(_ row: Int, of batch: RowBatch, stage: Int, column: String?, reason: @autoclosure () -> String) {
        guard verdicts[row] != .reject else { return }
        verdicts[row] = .reject
        batch.noteReject(row: row, stage: stage, column: column, reason: reason())
    }

    func isKept(_ row: Int) -> Bool {
        verdicts[row] == .keep
    }

    /// Takes the rows out that do not stay.
    func settle(_ batch: RowBatch) -> Tally {
        var tally = Tally()
        let dropped = verdicts.count { $0 == .drop }
        let rejected = verdicts.count { $0 == .reject }
        if dropped + rejected > 0 {
            _ = batch.compact { verdicts[$0] == .keep }
        }
        tally.pass(batch.rowCount)
        tally.drop(dropped)
        tally.reject(rejected)
        return tally
    }
}
