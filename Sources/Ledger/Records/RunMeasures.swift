// What a run has measured of itself: times, levels and memory, apart from anything that is counted.

/// The measures of the last attempt at a run, as they stand in `_weir_measures`. Times in seconds, sizes in bytes. No
/// proof rests on them, so they are not sealed.
public struct RunMeasures: Sendable, Equatable {
    /// From the start of the attempt to its last transaction.
    public var seconds = 0.0
    /// Bytes of the input files that were read, and of what they inflate to.
    public var fileBytes = 0
    public var decodedBytes = 0
    public var decodeSeconds = 0.0
    public var transformSeconds = 0.0
    public var insertSeconds = 0.0
    public var commitSeconds = 0.0
    /// Building indexes, swapping tables and counting rows at the end.
    public var finishSeconds = 0.0
    public var commits = 0
    public var channelHighWatermark = 0
    public var channelPeakLevel = 0
    /// How long the full channel held the reader back.
    public var readerHeldSeconds = 0.0
    /// How long the empty channel let the sink starve.
    public var sinkStarvedSeconds = 0.0
    public var peakMemoryBytes = 0

    public init() {}
}
