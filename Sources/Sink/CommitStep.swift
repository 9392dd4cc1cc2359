// What a writer tells of its commits.

/// The beginning or the end of a commit, for whoever watches the writer.
public enum CommitStep: Sendable {
    /// - `openSeconds`: how long the transaction has been open.
    case begins(rows: Int, openSeconds: Double)
    case ends
}
