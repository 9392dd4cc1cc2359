// How the runs of a writer and their inputs begin.

import Ledger

/// What a target begins with.
public enum TargetStart: Sendable {
    /// A new run; rows and largest rowid before it are filled in by the writer.
    case new(RunStart)
    case resuming(UnfinishedRun)
}

/// An input as one target takes it.
public struct TargetInput: Sendable {
    /// Which of the writer's targets.
    public var target: Int
    /// Under a number that no other target has for it.
    public var account: InputAccount
    /// What earlier held its place, with lineage; those rows are deleted in the same transaction, so the input is
    /// atomic.
    public var reloaded: LoadedInput?
    /// What it is made of, if it is rejects of an earlier run; they are settled in the same transaction.
    public var retrying: RetrySelection?

    public init(
        target: Int = 0, _ account: InputAccount, replacing reloaded: LoadedInput? = nil,
        retrying: RetrySelection? = nil
    ) {
        self.target = target
        self.account = account
        self.reloaded = reloaded
        self.retrying = retrying
    }
}
