// What the writer measures of itself.

/// Time and work of the writer so far. Times in seconds.
public struct WriterMetrics: Sendable, Equatable {
    public var insertSeconds = 0.0
    public var commitSeconds = 0.0
    /// Building indexes, swapping tables and counting rows at the end.
    public var finishSeconds = 0.0
    public var commits = 0
    /// Rows that SQLite has copied as whole records, instead of inserting them one by one.
    public var copiedRows = 0

    public init() {}
}
