// What a run did, as values for whoever reports it.

import Ledger
import RowModel
import Sink

/// The end of a run, good or bad.
public struct RunOutcome: Sendable {
    public var pipeline: String
    public var specPath: String
    public var database: String
    public var table: String
    public var mode: String
    /// Whether nothing was written.
    public var isDry = false
    /// The run's number in the ledger; nil if it failed before it was entered there.
    public var runID: Int64?
    /// What is committed of each input that was read.
    public var accounts: [InputAccount] = []
    /// What an earlier attempt at this run had committed, by input; empty for a run that began anew.
    public var resumedFrom: [InputAccount] = []
    /// The run whose rows were taken out again before this one.
    public var undoneRun: Int64?
    /// Inputs of the undone run that this one does not read: their rows are nowhere now.
    public var undoneInputs: [InputIdentity] = []
    /// Inputs that an earlier run had loaded, with that run.
    public var skipped: [LoadedInput] = []
    /// Inputs that have changed since, and whose rows have made room for what they hold now, with the run that had
    /// loaded them.
    public var reloaded: [LoadedInput] = []
    /// What the run makes different about a table that was there, in words.
    public var schemaChanges: [String] = []
    /// What was expected and can't be told, in words: there are too few earlier runs to compare with.
    public var uncomparedExpectations: [String] = []
    public var rowsBefore = 0
    public var rowsAfter: Int?
    public var seconds = 0.0
    public var reader = ReaderMetrics()
    public var writer = WriterMetrics()
    public var channel = ChannelReadings()
    /// Most memory the process has had resident so far, in bytes.
    public var peakMemoryBytes = 0
    public var failure: (any WeirError)?

    mutating func note(_ plan: LoadPlan) {
        skipped = plan.skipped
        reloaded = plan.inputs.compactMap(\.replaces)
        resumedFrom = plan.resumed?.accounts ?? []
    }

    public var exitCode: ExitCode { failure?.exitCode ?? .balanced }

    /// The tallies of each stage over all inputs.
    public var stageTotals: [StageRecord] {
        guard var totals = accounts.first?.stages else { return [] }
        for account in accounts.dropFirst() {
            for (position, stage) in account.stages.enumerated() where position < totals.count {
                totals[position].tally.merge(stage.tally)
                if let written = stage.written { totals[position].written = (totals[position].written ?? WrittenRows()) + written }
            }
        }
        return totals
    }

    public var records: Int { accounts.reduce(0) { $0 + $1.input.records } }
    /// What became of the rows in the table.
    public var written: WrittenRows { accounts.reduce(WrittenRows()) { $0 + $1.written } }
    public var inserted: Int { written.inserted }
    public var rejected: Int { accounts.reduce(0) { $0 + $1.rejected } }
    public var dropped: Int { accounts.reduce(0) { $0 + $1.dropped } }
    public var added: Int { stageTotals.reduce(0) { $0 + $1.tally.added } }
}
