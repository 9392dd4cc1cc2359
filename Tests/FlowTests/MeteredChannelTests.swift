// The channel between reader and writer: bounded, in order, and never in the way of an end.

import RowModel
import Synchronization
import TestSupport
import Testing

@testable import Flow

/// A limit for what must not hang.
private let soon = TimeLimitTrait.Duration.minutes(10)

/// Shared by a test and its task.
private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
}

@Suite struct MeteredChannelTests {
    struct Failure: Error {}

    /// A batch that weighs the more the more rejects it has.
    private static func batch(_ number: Int, rejects: Int = 0) -> FlowElement {
        let batch = RowBatch(shape: BatchShape(slots: 1, rowCapacity: 1, blockBytes: 64))
        batch.rejects = (0..<rejects).map { Reject(record: $0, byteOffset: 0, reason: "", raw: 0..<0, rawLength: 0) }
        batch.recordBase = number
        return .batch(batch)
    }

    private static func number(_ element: FlowElement?) -> Int? {
        if case .batch(let batch) = element { batch.recordBase } else { nil }
    }

    @Test("the producer is held back above the high watermark, until the level has sunk below the low one", .timeLimit(soon))
    func heldBack() async throws {
        let weight = Self.batch(0).weight
        let gauge = ChannelGauge(lowWatermark: 3 * weight, highWatermark: 10 * weight)
        let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
        let sent = Counter()
        let producer = Task {
            for number in 0..<20 {
                try await inlet.send(Self.batch(number))
                sent.add()
            }
            inlet.finish()
        }
        // Ten fill the channel; the tenth waits.
        while gauge.readings.batches < 10 { await Task.yield() }
        for _ in 0..<1000 { await Task.yield() }
        #expect(gauge.readings.batches == 10 && sent.value == 9)
        for number in 0..<7 {
            #expect(try await Self.number(outlet.next()) == number)
            #expect(gauge.readings.batches == 10)
        }
        #expect(try await Self.number(outlet.next()) == 7)
        while gauge.readings.batches == 10 { await Task.yield() }
        for number in 8..<20 { #expect(try await Self.number(outlet.next()) == number) }
        #expect(try await outlet.next() == nil)
        try await producer.value
        #expect(gauge.readings.level == 0 && gauge.readings.holds > 0)
    }

    @Test("the level never exceeds the high watermark by more than one element, and the order is kept", .timeLimit(soon))
    func bounded() async throws {
        var random = SeededGenerator()
        for _ in 0..<30 {
            let high = Int.random(in: 1...5000, using: &random)
            let gauge = ChannelGauge(lowWatermark: Int.random(in: 1...high, using: &random), highWatermark: high)
            let rejects = (0..<200).map { _ in Int.random(in: 0...3, using: &random) }
            let pauses = (0..<200).map { _ in Int.random(in: 0...3, using: &random) }
            let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for (number, rejects) in rejects.enumerated() {
                        try await inlet.send(Self.batch(number, rejects: rejects))
                    }
                    inlet.finish()
                }
                var received = 0
                while let element = try await outlet.next() {
                    #expect(Self.number(element) == received)
                    for _ in 0..<pauses[received] { await Task.yield() }
                    received += 1
                }
                #expect(received == rejects.count)
            }
            let readings = gauge.readings
            #expect(readings.peakLevel <= high + readings.heaviestBatch, "WEIR_SEED=\(random.seed)")
            #expect(readings.level == 0 && readings.heaviestBatch == Self.batch(0, rejects: rejects.max() ?? 0).weight)
        }
    }

    @Test("an error arrives behind what was sent before it", .timeLimit(soon))
    func error() async throws {
        let (inlet, outlet) = makeMeteredChannel(gauge: ChannelGauge(lowWatermark: 500, highWatermark: 1000))
        try await inlet.send(Self.batch(0))
        try await inlet.send(Self.batch(1))
        inlet.finish(throwing: Failure())
        #expect(try await Self.number(outlet.next()) == 0)
        #expect(try await Self.number(outlet.next()) == 1)
        await #expect(throws: Failure.self) { try await outlet.next() }
    }

    @Test("an inlet that is dropped ends the channel without an end mark", .timeLimit(soon))
    func droppedInlet() async throws {
        let gauge = ChannelGauge(lowWatermark: 500, highWatermark: 1000)
        let outlet: ChannelOutlet
        do {
            let (inlet, made) = makeMeteredChannel(gauge: gauge)
            outlet = made
            try await inlet.send(Self.batch(0))
        }
        #expect(try await Self.number(outlet.next()) == 0)
        #expect(try await outlet.next() == nil)
    }

    @Test("a producer that is held back is let go with an error when it is cancelled", .timeLimit(soon))
    func cancelledProducer() async throws {
        let gauge = ChannelGauge(lowWatermark: 5, highWatermark: 10)
        let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
        let producer = Task {
            for number in 0..<5 { try await inlet.send(Self.batch(number)) }
        }
        while gauge.readings.batches < 1 { await Task.yield() }
        producer.cancel()
        await #expect(throws: (any Error).self) { try await producer.value }
        withExtendedLifetime(outlet) {}
    }

    @Test("a producer that is held back is let go when the consumer is gone", .timeLimit(soon))
    func goneConsumer() async throws {
        let gauge = ChannelGauge(lowWatermark: 5, highWatermark: 10)
        let producer: Task<Void, any Error>
        do {
            let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
            producer = Task {
                for number in 0..<5 { try await inlet.send(Self.batch(number)) }
            }
            while gauge.readings.batches < 1 { await Task.yield() }
            withExtendedLifetime(outlet) {}
        }
        await #expect(throws: (any Error).self) { try await producer.value }
    }

    @Test("a consumer that waits is let go when it is cancelled", .timeLimit(soon))
    func cancelledConsumer() async throws {
        let (inlet, outlet) = makeMeteredChannel(gauge: ChannelGauge(lowWatermark: 5, highWatermark: 10))
        let consumer = Task { try await outlet.next() == nil }
        for _ in 0..<100 { await Task.yield() }
        consumer.cancel()
        #expect((try? await consumer.value) != false)
        withExtendedLifetime(inlet) {}
    }
}
