// Which version of Weir it is.

public enum ToolVersion {
    /// As the ledger keeps it with each run.
    public static let current = "0.1.0"
}
