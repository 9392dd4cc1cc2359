// A run among those before it.

import RowModel

/// The last runs of a pipeline into a table up to one, and what was usual before it.
public struct RunTrail: Sendable {
    /// Oldest first, without those that were undone; the last one is the run itself.
    public var runs: [RunTotals]
    /// Of the rows written by the comparable runs before it; nil where those are too few.
    public var usualRows: Usual?
    /// Of their rejects.
    public var usualRejects: Usual?

    public init(runs: [RunTotals], before: [RunTotals]) {
        self.runs = runs
        usualRows = Usual(of: before.map(\.rowsWritten))
        usualRejects = Usual(of: before.map(\.rejected))
    }

    public var current: RunTotals? { runs.last }

    /// By how many percent the rows written differ from what is usual; nil where one of the two can't be compared.
    public var deviation: Double? {
        guard let current, current.isComparable else { return nil }
        return usualRows?.deviation(of: current.rowsWritten)
    }
}

extension LedgerReader {
    /// - Parameter last: most runs that are looked at.
    func trail(upTo run: RunRecord, last: Int) throws -> RunTrail {
        let runs = try runs(into: run.table).filter {
            $0.id == run.id || $0.pipeline == run.pipeline && $0.id < run.id && $0.status != .undone
        }
        return RunTrail(
            runs: try runs.suffix(last).map(totals),
            before: try comparableRuns(ofPipeline: run.pipeline, into: run.table, before: run.id, limit: Usual.window))
    }
}
