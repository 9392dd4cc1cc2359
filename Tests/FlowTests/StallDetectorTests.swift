// When a run counts as standing still: a pure decision over looks, in which no clock has a say.

import RowModel
import Testing

@testable import Flow

@Suite struct StallDetectorTests {
    private static func look(marks: Int = 0, processor: Double = 0, blocks: Int = 0, isInDatabase: Bool = true) -> StallDetector.Look {
        StallDetector.Look(
            marks: marks, work: ProcessWork(processorSeconds: processor, blocks: blocks), isInDatabase: isInDatabase)
    }

    /// After how many looks a run counts as stalled; nil if it does not within 10,000.
    private static func looks(timeout: Double, _ look: (Int) -> StallDetector.Look) -> Int? {
        var detector = StallDetector(timeout: timeout)
        return (0..<10_000).first { detector.isStalled(look($0)) }
    }

    @Test("a run in which nothing moves is stalled after its timeout", arguments: [1.0, 2, 30, 600, 86_400])
    func nothing(timeout: Double) throws {
        let detector = StallDetector(timeout: timeout)
        let looks = Self.looks(timeout: timeout) { _ in Self.look() }
        let seconds = looks.map { Double($0) * detector.interval }
        if timeout <= 600 {
            #expect(try #require(seconds) >= timeout && seconds! <= timeout + 2 * detector.interval)
        } else {
            #expect(looks == nil)
        }
    }

    @Test("however slow, a run that makes a mark just before its timeout is not stalled")
    func slow() {
        #expect(Self.looks(timeout: 1) { Self.look(marks: $0 / 19) } == nil)
        #expect(Self.looks(timeout: 1) { Self.look(marks: $0 / 40) } != nil, "and one that makes it too late is")
    }

    @Test("a statement of hours is not stalled as long as it takes the processor or the disk")
    func longStatement() {
        let interval = StallDetector(timeout: 600).interval
        #expect(Self.looks(timeout: 600) { Self.look(processor: Double($0) * interval * 0.05) } == nil)
        #expect(Self.looks(timeout: 600) { Self.look(blocks: $0 / 100) } == nil)
        #expect(Self.looks(timeout: 600) { Self.look(processor: Double($0) * interval * 0.001) } == 600, "looking itself costs as much")
    }

    @Test("work is no progress while the writer waits for the reader")
    func waiting() {
        #expect(Self.looks(timeout: 1) { Self.look(processor: Double($0), blocks: $0, isInDatabase: false) } == 20)
    }

    @Test("a stall says which stage holds what")
    func text() {
        var channel = ChannelReadings()
        channel.level = 8 << 20
        channel.highWatermark = 8 << 20
        let reader = ReaderActivity(state: .waitingForRoom, input: "in.csv", records: 12_000, bytes: 345_678)
        #expect(
            Stall(timeout: 600, channel: channel, reader: reader, writer: .committing(rows: 200_000, openSeconds: 4.25)).description
                == "nothing has moved for 600 s (flow.stall_timeout): the reader waits for room in the channel with in.csv, behind "
                + "record 12,000 and byte 345,678 of it; the channel holds 8.0 MiB of 8.0 MiB; the writer commits a transaction of "
                + "200,000 rows that had been open for 4.3 s")
    }
}
