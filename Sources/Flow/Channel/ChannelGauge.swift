// What flows through a channel, and who waits for whom.

import Synchronization

/// Readings of a channel. Levels and watermarks in bytes, times in seconds.
public struct ChannelReadings: Sendable, Equatable {
    public var highWatermark = 0
    public var lowWatermark = 0
    public var level = 0
    public var peakLevel = 0
    /// The heaviest batch: by at most this much the level may exceed the high watermark.
    public var heaviestBatch = 0
    public var batches = 0
    /// How often and how long the producer was held back.
    public var holds = 0
    public var producerWaitSeconds = 0.0
    /// How long the consumer starved.
    public var consumerWaitSeconds = 0.0

    public init() {}
}

/// The meter on a channel; both ends write to it.
final class ChannelGauge: Sendable {
    private let state: Mutex<ChannelReadings>

    init(lowWatermark: Int, highWatermark: Int) {
        var readings = ChannelReadings()
        readings.lowWatermark = lowWatermark
        readings.highWatermark = highWatermark
        state = Mutex(readings)
    }

    var readings: ChannelReadings { state.withLock { $0 } }

    func willSend(_ weight: Int) {
        state.withLock {
            $0.level += weight
            $0.peakLevel = max($0.peakLevel, $0.level)
            $0.heaviestBatch = max($0.heaviestBatch, weight)
            $0.batches += 1
        }
    }

    /// - Parameter isHold: whether the send found the channel full.
    func didSend(waited: Duration, isHold: Bool) {
        state.withLock {
            $0.producerWaitSeconds += waited.seconds
            if isHold { $0.holds += 1 }
        }
    }

    func didReceive(_ weight: Int, waited: Duration) {
        state.withLock {
            $0.level -= weight
            $0.consumerWaitSeconds += waited.seconds
        }
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
