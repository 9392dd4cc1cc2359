// The meter on the channel.

import Testing

@testable import Flow

@Suite struct ChannelGaugeTests {
    @Test("an element is in the channel from before it is sent until it is asked for")
    func levels() {
        let gauge = ChannelGauge(lowWatermark: 10, highWatermark: 20)
        gauge.willSend(15)
        gauge.willSend(7)
        #expect(gauge.readings.level == 22 && gauge.readings.peakLevel == 22)
        gauge.willReceive()
        #expect(gauge.readings.level == 7)
        gauge.willReceive()
        #expect(gauge.readings.level == 0)
        #expect(gauge.readings.heaviestBatch == 15 && gauge.readings.batches == 2 && gauge.readings.peakLevel == 22)
    }

    @Test("an element that is awaited never stands in the channel")
    func awaited() {
        let gauge = ChannelGauge(lowWatermark: 10, highWatermark: 20)
        gauge.willReceive()
        gauge.willSend(15)
        #expect(gauge.readings.level == 0 && gauge.readings.peakLevel == 0)
        gauge.willSend(3)
        #expect(gauge.readings.level == 3)
    }

    @Test("waiting times add up, and so do holds")
    func waits() {
        let gauge = ChannelGauge(lowWatermark: 10, highWatermark: 20)
        gauge.didSend(waited: .milliseconds(250), isHold: true)
        gauge.didSend(waited: .milliseconds(250), isHold: false)
        gauge.didReceive(waited: .milliseconds(1500))
        #expect(gauge.readings.producerWaitSeconds == 0.5 && gauge.readings.holds == 1)
        #expect(gauge.readings.consumerWaitSeconds == 1.5)
        #expect(gauge.readings.highWatermark == 20 && gauge.readings.lowWatermark == 10)
    }

    @Test("a wait that has not ended counts for who looks, and once only when it has")
    func openWaits() {
        let gauge = ChannelGauge(lowWatermark: 10, highWatermark: 20)
        let start = ContinuousClock().now
        gauge.willSend(30, at: start)
        gauge.willReceive(at: start)
        let later = gauge.readings(at: start + .seconds(3))
        #expect(later.producerWaitSeconds == 3 && later.consumerWaitSeconds == 3)
        #expect(gauge.readings.producerWaitSeconds == 0)
        gauge.didSend(waited: .seconds(4), isHold: true)
        gauge.didReceive(waited: .seconds(5))
        let end = gauge.readings(at: start + .seconds(9))
        #expect(end.producerWaitSeconds == 4 && end.consumerWaitSeconds == 5 && end == gauge.readings)
    }
}
