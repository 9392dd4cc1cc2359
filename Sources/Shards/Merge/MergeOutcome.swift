// What a merge did, as values for whoever reports it.

import Ledger
import RowModel

/// The end of a merge, good or bad.
public struct MergeOutcome: Sendable {
    /// One of its tables.
    public struct Table: Sendable {
        public var table: String
        public var mode: String
        /// The run's number in the ledger; nil if none was begun.
        public var run: Int64?
        /// What is committed of it.
        public var totals: RunTotals?
        public var rowsBefore = 0
        public var rowsAfter: Int?
    }

    public var pipeline: String
    public var plan: String
    public var folder: String
    public var database: String
    public var shards: Int
    public var inputs: Int
    public var tables: [Table] = []
    /// Whether an earlier run has brought all of it together.
    public var isThereAlready = false
    /// Shards of which an earlier attempt has committed rows.
    public var shardsBefore = 0
    /// Rows taken out of shards by this attempt.
    public var rows = 0
    public var seconds = 0.0
    /// Looking at the shards' ledgers; indexes, swap and count at the end.
    public var surveySeconds = 0.0
    public var finishSeconds = 0.0
    public var commits = 0
    public var peakMemoryBytes = 0
    public var failure: (any WeirError)?

    public var exitCode: ExitCode { failure?.exitCode ?? .balanced }
}

/// How far a merge has come.
public struct MergeProgress: Sendable {
    public var shards: Int
    /// nil where rows come out of several at once.
    public var shardsDone: Int?
    public var rows: Int
    /// Of all tables.
    public var allRows: Int
}
