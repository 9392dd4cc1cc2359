// What flows through a channel, and who waits for whom.

import RowModel
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
///
/// An element counts as in the channel from before it is sent until the consumer asks for it. (Until the consumer has
/// it would be too long: while a consumer that waited is being woken, the channel is empty and lets the producer go
/// on.)
final class ChannelGauge: Sendable {
    private struct State {
        var readings: ChannelReadings
        /// Weights of the elements in the channel, oldest first.
        var queued: [Int] = []
        /// Whether the consumer has asked for an element that is not there yet.
        var isAwaited = false
        /// Since when the ends wait, if they do.
        var producerWaitsSince: ContinuousClock.Instant?
        var consumerWaitsSince: ContinuousClock.Instant?
    }

    private let state: Mutex<State>

    init(lowWatermark: Int, highWatermark: Int) {
        var readings = ChannelReadings()
        readings.lowWatermark = lowWatermark
        readings.highWatermark = highWatermark
        state = Mutex(State(readings: readings))
    }

    var readings: ChannelReadings { state.withLock { $0.readings } }

    /// With the waits that have not ended as if they ended now.
    func readings(at now: ContinuousClock.Instant) -> ChannelReadings {
        state.withLock { state in
            var readings = state.readings
            if let start = state.producerWaitsSince { readings.producerWaitSeconds += max(0, (now - start).seconds) }
            if let start = state.consumerWaitsSince { readings.consumerWaitSeconds += max(0, (now - start).seconds) }
            return readings
        }
    }

    /// - Parameter start: when the producer began to wait.
    func willSend(_ weight: Int, at start: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.producerWaitsSince = start
            state.readings.heaviestBatch = max(state.readings.heaviestBatch, weight)
            state.readings.batches += 1
            if state.isAwaited {
                state.isAwaited = false
                return
            }
            state.queued.append(weight)
            state.readings.level += weight
            state.readings.peakLevel = max(state.readings.peakLevel, state.readings.level)
        }
    }

    /// - Parameter isHold: whether the send found the channel full.
    func didSend(waited: Duration, isHold: Bool) {
        state.withLock {
            $0.producerWaitsSince = nil
            $0.readings.producerWaitSeconds += waited.seconds
            if isHold { $0.readings.holds += 1 }
        }
    }

    /// The consumer asks: the oldest element is its own, or else the next one to be sent.
    /// - Parameter start: when it began to wait.
    func willReceive(at start: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.consumerWaitsSince = start
            if state.queued.isEmpty {
                state.isAwaited = true
            } else {
                state.readings.level -= state.queued.removeFirst()
            }
        }
    }

    func didReceive(waited: Duration) {
        state.withLock {
            $0.consumerWaitsSince = nil
            $0.readings.consumerWaitSeconds += waited.seconds
        }
    }
}
