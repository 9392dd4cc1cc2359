// What `weir history` shows of a database.

import Ledger
import RowModel

/// A run as `weir history --json` prints it. Names are a promise to scripts.
public struct HistoryRun: Sendable, Encodable {
    public struct Usual: Sendable, Encodable {
        /// Of the rows written.
        public var median: Double
        /// How many earlier runs it is the median of.
        public var runs: Int
        /// By how many percent of it this run differs; nil beside a median of 0.
        public var deviationPercent: Double?
    }

    public var database: String
    public var run: Int64
    public var pipeline: String
    public var table: String
    public var mode: String
    /// `complete`, `running`, `killed`, `failed`, `interrupted` or `undone`.
    public var status: String
    public var error: String?
    public var startedAt: String
    public var finishedAt: String?
    public var seconds: Double?
    public var inputs: Int
    public var records: Int
    public var added: Int
    public var inserted: Int
    public var updated: Int
    public var ignored: Int
    public var dropped: Int
    public var rejected: Int
    /// Inserted or updated.
    public var rowsWritten: Int
    /// Whether the equations hold for what is stored of all its inputs.
    public var balanced: Bool
    /// Inputs for which they do not.
    public var imbalancedInputs: Int
    /// Whether all it read were rejects of earlier runs.
    public var retry: Bool
    /// nil where there are too few earlier runs, or the run is none that can be compared.
    public var usual: Usual?
    /// Whether it differs from what is usual by more than was asked for.
    public var flagged: Bool

    init(_ entry: RunHistory.Entry, database: String, threshold: Double) {
        let totals = entry.totals
        let record = totals.record
        self.database = database
        run = record.id
        pipeline = record.pipeline
        table = record.table
        mode = record.mode
        status = entry.state.rawValue
        error = record.error
        startedAt = record.startedAt
        finishedAt = record.finishedAt
        seconds = totals.seconds?.rounded(toPlaces: 6)
        inputs = totals.inputs
        records = totals.records
        added = totals.added
        inserted = totals.written.inserted
        updated = totals.written.updated
        ignored = totals.written.ignored
        dropped = totals.dropped
        rejected = totals.rejected
        rowsWritten = totals.rowsWritten
        balanced = entry.imbalancedInputs == 0
        imbalancedInputs = entry.imbalancedInputs
        retry = totals.inputs > 0 && totals.retriedInputs == totals.inputs
        let deviation = entry.deviation
        usual = entry.usual.map { usual in
            Usual(
                median: usual.median, runs: usual.runs,
                // JSON has no infinity.
                deviationPercent: deviation.flatMap { $0.isFinite ? $0.rounded(toPlaces: 3) : nil })
        }
        flagged = deviation.map { abs($0) > threshold } ?? false
    }
}

/// The last runs of a database.
public struct HistoryListing: Sendable {
    public var database: String
    /// How many runs there are, those that are not listed among them.
    public var allRuns: Int
    /// Oldest first.
    public var runs: [HistoryRun]

    /// - Parameter threshold: in percent; a run that differs by more from what is usual is flagged.
    public init(_ history: RunHistory, threshold: Double = Usual.threshold) {
        database = history.database
        allRuns = history.runs
        runs = history.entries.map { HistoryRun($0, database: history.database, threshold: threshold) }
    }

    /// A line of JSON for each run.
    public var json: String { runs.map(jsonText).joined(separator: "\n") }
}
