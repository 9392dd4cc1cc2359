// The only buffer between reader and writer: bounded in bytes, metered.

import AsyncAlgorithms

private typealias Channel = MultiProducerSingleConsumerAsyncChannel<FlowElement, any Error>

/// The producing end. One task at a time.
final class ChannelInlet: @unchecked Sendable {
    private var source: Channel.Source?
    private let gauge: ChannelGauge
    private let fault = ChannelFault()
    /// Told of each time that the producer was held back, in seconds.
    var onHold: ((Double) -> Void)?

    fileprivate init(source: consuming sending Channel.Source, gauge: ChannelGauge) {
        self.source = consume source
        self.gauge = gauge
    }

    /// Hands an element on; returns when more is wanted.
    func send(_ element: FlowElement) async throws {
        guard let fault else { return try await pass(element) }
        for element in fault.change(element) { try await pass(element) }
    }

    private func pass(_ element: FlowElement) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        gauge.willSend(element.weight, at: start)
        let isHold = gauge.readings.level >= gauge.readings.highWatermark
        try await source?.send(element)
        let waited = clock.now - start
        gauge.didSend(waited: waited, isHold: isHold)
        if isHold { onHold?(waited.seconds) }
    }

    /// Ends the channel: behind what was sent, the consumer finds its end or the error.
    func finish(throwing error: (any Error)? = nil) {
        source.take()?.finish(throwing: error)
    }
}

/// The consuming end. One task at a time.
final class ChannelOutlet: @unchecked Sendable {
    private var channel: Channel
    private let gauge: ChannelGauge

    fileprivate init(channel: consuming sending Channel, gauge: ChannelGauge) {
        self.channel = channel
        self.gauge = gauge
    }

    /// The next element; nil when the producer is gone or the task is cancelled.
    func next() async throws -> FlowElement? {
        let clock = ContinuousClock()
        let start = clock.now
        gauge.willReceive(at: start)
        guard let element = try await channel.next() else { return nil }
        gauge.didReceive(waited: clock.now - start)
        return element
    }
}

/// Makes a channel with watermarks in bytes: above the high one the producer is held back until the level has sunk
/// below the low one.
func makeMeteredChannel(gauge: ChannelGauge) -> (inlet: ChannelInlet, outlet: ChannelOutlet) {
    let readings = gauge.readings
    var made = Channel.makeChannel(
        throwing: (any Error).self,
        backpressureStrategy: .watermark(
            low: readings.lowWatermark, high: readings.highWatermark, waterLevelForElement: { $0.weight }))
    let channel = made.takeChannel()
    return (ChannelInlet(source: made.source, gauge: gauge), ChannelOutlet(channel: channel, gauge: gauge))
}
