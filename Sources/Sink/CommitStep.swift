// What a writer tells of its commits.

import Ledger

/// The beginning or the end of a commit, for whoever watches the writer.
public enum CommitStep: Sendable {
    /// - `openSeconds`: how long the transaction has been open.
    case begins(rows: Int, openSeconds: Double)
    /// With what was committed; nil if nothing was.
    case ends(CommittedTransaction?)
}

/// A transaction that is in the database for good.
public struct CommittedTransaction: Sendable {
    public var rows: Int
    /// How long the commit took.
    public var seconds: Double
    /// How long it had been open before.
    public var openSeconds: Double
    /// What the stages have done since the writer was started, all of it committed now, by target.
    public var totals: [[StageRecord]]
}
