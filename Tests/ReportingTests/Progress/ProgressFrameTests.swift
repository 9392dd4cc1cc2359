// The live view as text.

import Flow
import Ledger
import TestSupport
import Testing

@testable import Reporting

@Suite struct ProgressFrameTests {
    @Test("a frame has the inputs' bars, the tallies, what is committed, and who waits for whom")
    func whole() {
        var earlier = RunReadings.orders()
        earlier.seconds = 10
        earlier.records -= 2_000_000
        earlier.bytes -= 1 << 28
        earlier.channel.producerWaitSeconds -= 1
        let lines = ProgressFrame(.orders(), since: earlier, width: 100).lines(height: 24, hasColours: false)
        #expect(
            lines == [
                "orders → orders, 12 s, ETA 20 s",
                "  in/a.csv.gz    █████████████████████████████  100 %  1.0 GiB",
                "  in/b.csv.gz    ██████████████░░░░░░░░░░░░░░░   50 %  512.0 MiB of 1.0 GiB, 1,000,000 records/s",
                "  in/c.csv.gz    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    0 %  0 B of 2.0 GiB",
                "  2 of 3 inputs  ██████████░░░░░░░░░░░░░░░░░░░   37 %  1.5 GiB of 4.0 GiB",
                "  decode  12,500,000  →  12,487,500  12,500 rejected",
                "  sink    12,487,500  →  12,487,500",
                "  12,600,000 records, 12,387,600 rows committed in 62 transactions, memory 88.0 MiB",
                "  channel ███████░░░ 75 % of 8.0 MiB; reader waits for the sink 50 % of the time, which commits",
            ])
    }

    @Test("without files to measure there is no bar and no ETA, but bytes and speed")
    func unknownSize() {
        var readings = RunReadings.orders()
        readings.inputs = [RunReadings.Input(name: "command: curl -fsS https://example.com", size: nil)]
        readings.position = 0
        let lines = ProgressFrame(readings, since: nil, width: 120).lines(height: 24, hasColours: false)
        #expect(lines[0] == "orders → orders, 12 s")
        #expect(lines[1] == "  command: curl -fsS https://example.com  512.0 MiB read, 1,050,000 records/s")
        #expect(lines.count == 6)
    }

    @Test("colours are asked for, and nothing else is between the letters")
    func colours() {
        let frame = ProgressFrame(.orders(), since: nil, width: 80)
        let plain = frame.lines(height: 24, hasColours: false)
        let coloured = frame.lines(height: 24, hasColours: true)
        #expect(!plain.joined().contains("\u{1B}") && coloured.joined().contains("\u{1B}[32m█"))
        #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") } == plain)
    }

    @Test(
        "no line is wider than the terminal, and no frame higher, whatever inputs are called and however many there are"
    )
    func bounds() {
        var random = SeededGenerator()
        for width in 20...200 {
            for _ in 0..<3 {
                let height = Int.random(in: 0...30, using: &random)
                let readings = Self.random(&random)
                let earlier = Bool.random(using: &random) ? RunReadings.orders() : nil
                let frame = ProgressFrame(readings, since: earlier, width: width)
                let place = "WEIR_SEED=\(random.seed), \(width) cells, \(height) lines"
                for hasColours in [false, true] {
                    let lines = frame.lines(height: height, hasColours: hasColours)
                    #expect(lines.count <= height, "\(place)")
                    for line in lines {
                        let text = line.replacing(/\u{1B}\[[0-9;]*m/, with: "")
                        #expect(Self.cells(text) <= width, "\(place): \(text)")
                        let controls = text.unicodeScalars.filter {
                            $0.value < 0x20 || (0x7F..<0xA0).contains($0.value)
                        }
                        #expect(controls.isEmpty, "\(place)")
                    }
                }
            }
        }
    }

    @Test("where there is little room the title and the input stay longest")
    func little() {
        let frame = ProgressFrame(.orders(), since: nil, width: 60)
        for height in 0...12 {
            let lines = frame.lines(height: height, hasColours: false)
            if height >= 1 { #expect(lines[0].hasPrefix("orders → orders")) }
            if height >= 2 { #expect(lines.contains { $0.hasPrefix("  in/b.csv.gz") }) }
            if height >= 4 { #expect(lines.last?.hasPrefix("  channel") == true) }
        }
        var many = RunReadings.orders()
        many.targets[0].stages = (0..<30).map { StageRecord(name: "stage \($0)") }
        let lines = ProgressFrame(many, since: nil, width: 60).lines(height: 20, hasColours: false)
        #expect(lines.count == 20 && lines.contains("  …"))
        #expect(lines.contains { $0.hasPrefix("  stage 0 ") } && lines.contains { $0.hasPrefix("  stage 29 ") })
    }

    private static let letters = Array("ab/._-xyz 注文🔔é\u{1B}\n\t\u{202E}").map(String.init) + ["e\u{301}"]

    private static func random(_ random: inout SeededGenerator) -> RunReadings {
        var readings = RunReadings.orders()
        func name(_ most: Int) -> String {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in letters.randomElement(using: &random)! }.joined()
        }
        readings.pipeline = name(40)
        readings.inputs = (0..<Int.random(in: 0...7, using: &random)).map { _ in
            RunReadings.Input(
                name: name(90),
                size: Int.random(in: 0..<5, using: &random) == 0 ? nil : .random(in: 0...1 << 50, using: &random))
        }
        readings.position = readings.inputs.indices.randomElement(using: &random)
        readings.inputBytes = .random(in: 0...1 << 50, using: &random)
        readings.bytes = .random(in: 0...1 << 50, using: &random)
        readings.records = .random(in: 0...1 << 50, using: &random)
        readings.isRead = Bool.random(using: &random)
        readings.targets = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            RunReadings.target(name(60), records: .random(in: 0...1 << 50, using: &random))
        }
        readings.channel.level = .random(in: 0...1 << 30, using: &random)
        readings.reader = name(80)
        return readings
    }

    /// By the letters that these tests use.
    private static func cells(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            sum + (scalar == "\u{301}" ? 0 : "注文🔔".unicodeScalars.contains(scalar) ? 2 : 1)
        }
    }
}
