// `flow:`: the bounds on memory and on patience.

/// How much may be on its way between reader and writer.
public struct FlowSpec: Sendable, Equatable {
    /// Watermarks of the channel between reader and writer, in bytes.
    public var highWatermark: Int
    public var lowWatermark: Int
    public var batchRows: Int
    public var batchBytes: Int
    /// Longest record in bytes; a longer one is a reject.
    public var maxRecord: Int
    /// Most decoded bytes of one input; nil for no limit.
    public var maxInputBytes: Int?
    /// Seconds without progress of any stage after which a run gives up.
    public var stallTimeout: Double

    /// - Parameter lowWatermark: half of `highWatermark` unless given.
    public init(
        highWatermark: Int = 8 << 20, lowWatermark: Int? = nil, batchRows: Int = 4096, batchBytes: Int = 256 << 10,
        maxRecord: Int = 16 << 20, maxInputBytes: Int? = nil, stallTimeout: Double = 600
    ) {
        self.highWatermark = highWatermark
        self.lowWatermark = lowWatermark ?? highWatermark / 2
        self.batchRows = batchRows
        self.batchBytes = batchBytes
        self.maxRecord = maxRecord
        self.maxInputBytes = maxInputBytes
        self.stallTimeout = stallTimeout
    }

    /// What a spec may ask for. The high watermark's end is what keeps "unbounded" from being configured.
    public static let highWatermarkBounds = 8 << 10...1 << 30
    public static let batchRowsBounds = 1...65_536
    public static let batchBytesBounds = 4 << 10...4 << 20
    public static let maxRecordBounds = 1...256 << 20
    public static let maxInputBytesBounds = 1...Int.max
    /// In seconds; the longest is that of all durations, a day.
    public static let shortestStallTimeout = 1
}
