// Where a run is, on one line.

import Flow
import Testing

@testable import Reporting

@Suite struct ProgressLineTests {
    @Test("the line has how far, how fast, what is committed, who waits, how long yet, and memory")
    func line() {
        var earlier = RunReadings.orders()
        earlier.seconds = 2
        earlier.records -= 10_500_000
        earlier.bytes -= 1 << 28
        earlier.channel.producerWaitSeconds -= 7.1
        #expect(
            RunReadings.orders().line(since: earlier)
                == "orders: 37 % of 4.0 GiB, input 2 of 3 in/b.csv.gz, 12,600,000 records (1,050,000/s), 12,400,000 committed, "
                + "channel 75 %, reader waits for the sink 71 % of the time, which commits; ETA 1 min 40 s; 88.0 MiB")
    }

    @Test("a command's output has no end that could be told, and a name no control characters")
    func command() {
        var readings = RunReadings.orders()
        readings.inputs = [RunReadings.Input(name: "command: x\u{1B}[2J\n", size: nil)]
        readings.position = 0
        readings.isDry = true
        #expect(
            readings.line(since: nil)
                == "orders: 1.5 GiB read, command: x\\u{1b}[2J\\u{a}, 12,600,000 records (1,050,000/s), channel 75 %, "
                + "reader waits for the sink 75 % of the time, which commits; 88.0 MiB")
    }

    @Test("what the reader needs first, and what the sink does last")
    func phases() {
        var first = RunReadings(pipeline: "p")
        first.reader = "reads currencies.csv, which is needed first"
        #expect(first.line(since: nil).hasPrefix("p: reader reads currencies.csv, which is needed first, 0 records"))
        var last = RunReadings.orders()
        last.isRead = true
        last.channel.level = 0
        last.writer = "puts the table in place"
        #expect(last.line(since: nil).contains("reader is done, sink puts the table in place; 88.0 MiB"))
    }

    @Test(
        "durations",
        arguments: [
            (0.4, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (130, "2 min 10 s"), (3900, "1 h 5 min"),
            (4_000_000, "1,111 h 6 min"),
            (Double.infinity, "for ever"),
        ])
    func durations(seconds: Double, text: String) {
        #expect(seconds.duration == text)
    }

    @Test("speeds are those of the last ten seconds, whether it is looked often or not")
    func window() {
        for step in [0.15, 1, 10] {
            var window = ReadingsWindow()
            var readings = RunReadings(pipeline: "p")
            while readings.seconds < 100 {
                if let earlier = window.earlier(than: readings), readings.seconds > 25 {
                    #expect((9.4...12.1).contains(readings.seconds - earlier.seconds), "\(step)")
                }
                window.add(readings)
                readings.seconds += step
            }
        }
    }
}
