// Which runs make up the table as it is now. Pure.

/// The runs into one table, sorted out.
struct LedgerHistory {
    /// Runs whose rows are in the table, oldest first.
    let contributing: [RunRecord]
    /// The newest run, if it did not end well; its rows count where it is also contributing.
    let failedLast: RunRecord?

    /// - Parameter runs: all runs into the table, oldest first.
    init(_ runs: [RunRecord]) {
        // A complete replacing run is a new start. One that failed left the old table as it was.
        let runs = runs.filter { $0.status != .undone }
        let start = runs.lastIndex { $0.replaces && $0.status == .complete } ?? runs.startIndex
        contributing = runs[start...].filter { !$0.replaces || $0.status == .complete }
        let ends = contributing.compactMap { $0.status == .complete ? $0.finishedAt : nil }
        failedLast = runs.last.flatMap { last in
            // A run that was taken up again may end behind one that began later.
            last.status == .complete || ends.contains { $0 > last.finishedAt ?? last.startedAt } ? nil : last
        }
    }

    /// Rows that were in the table before the first contributing run.
    var rowsBefore: Int {
        guard let first = contributing.first else { return 0 }
        return first.replaces ? 0 : first.rowsBefore
    }
}
