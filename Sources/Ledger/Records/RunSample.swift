// One moment of a run, for a picture of it over time.

/// A reading of a running run, as it stands in `_weir_samples`. What is counted or timed is so since the attempt began.
public struct RunSample: Sendable, Equatable {
    /// Since the attempt began.
    public var seconds: Double
    /// Records whose rows have reached the sink; of the last sample, those that are committed.
    public var records: Int
    /// Rows inserted or updated, the open transaction included; of the last sample, those that are committed.
    public var rowsWritten: Int
    /// Bytes in the channel at this moment.
    public var channelLevel: Int
    /// Spent in commits.
    public var commitSeconds: Double
    /// Resident at this moment.
    public var memoryBytes: Int

    public init(
        seconds: Double, records: Int, rowsWritten: Int, channelLevel: Int, commitSeconds: Double, memoryBytes: Int
    ) {
        self.seconds = seconds
        self.records = records
        self.rowsWritten = rowsWritten
        self.channelLevel = channelLevel
        self.commitSeconds = commitSeconds
        self.memoryBytes = memoryBytes
    }
}
