// Axes, rates and what is usual.

import Foundation
import TestSupport
import Testing

@testable import Ledger
@testable import Reporting

@Suite struct ReportChartTests {
    @Test("an axis ends above the largest value, not far above it, and its marks have texts of their own")
    func axis() {
        var random = SeededGenerator()
        for unit in [NumberScale.Unit.count, .bytes, .seconds, .percent] {
            for _ in 0..<500 {
                let most = pow(10, Double.random(in: -3...14, using: &random)) * (unit == .percent ? 1e-12 : 1)
                let scale = NumberScale(to: most, unit)
                #expect(scale.top >= most * 0.999_999, "\(most) \(unit), seed \(random.seed)")
                if most >= 10, unit != .percent { #expect(scale.top <= most * 2.5, "\(most) \(unit) \(scale.top)") }
                #expect((2...9).contains(scale.marks.count), "\(most) \(unit) \(scale.marks)")
                #expect(Set(scale.marks.map(scale.text)).count == scale.marks.count, "\(scale.marks.map(scale.text))")
            }
        }
        #expect(NumberScale(to: .infinity, .count).top.isFinite && NumberScale(to: .nan, .bytes).top.isFinite)
    }

    @Test("round numbers", arguments: [(0.0, "0"), (400_000, "400 k"), (1_500_000, "1.5 M"), (2e9, "2 G")])
    func short(_ value: Double, _ expected: String) {
        #expect(NumberScale(to: 4e9, .count).text(value) == expected)
    }

    @Test("rates over the spans of a run come to all its records and rows, however many samples there are")
    func rates() {
        var random = SeededGenerator()
        for _ in 0..<200 {
            var (seconds, records, rows, commit) = (0.0, 0, 0, 0.0)
            let samples = (0..<Int.random(in: 1...240, using: &random)).map { _ in
                seconds += Double.random(in: 0.01...2, using: &random)
                records += Int.random(in: 0...10_000, using: &random)
                rows += Int.random(in: 0...10_000, using: &random)
                commit += Double.random(in: 0...0.01, using: &random)
                return RunSample(
                    seconds: seconds, records: records, rowsWritten: rows, channelLevel: 5, commitSeconds: commit,
                    memoryBytes: 7)
            }
            let charts = TimeCharts(samples)
            let total = charts.spans.reduce((0.0, 0.0)) {
                ($0.0 + $1.recordsPerSecond * ($1.to - $1.from), $0.1 + $1.rowsPerSecond * ($1.to - $1.from))
            }
            #expect(abs(total.0 - Double(records)) < 1 && abs(total.1 - Double(rows)) < 1, "seed \(random.seed)")
            #expect(charts.spans.count <= 61 && charts.spans.last?.to == seconds)
            #expect(charts.spans.allSatisfy { (0...100).contains($0.commitShare) })
        }
    }

    @Test("both threads' bars are as long as the run, and no part is shorter than nothing")
    func waits() {
        var measures = RunMeasures()
        measures.seconds = 10
        measures.decodeSeconds = 4
        measures.insertSeconds = 7
        measures.sinkStarvedSeconds = 5
        let bars = WaitBars(measures)
        for thread in bars.threads {
            #expect(abs(thread.parts.reduce(0) { $0 + $1.seconds } - 12) < 1e-9)
            #expect(thread.parts.allSatisfy { $0.seconds >= 0 })
        }
    }

    private static func run(_ written: Int) -> RunTotals {
        var totals = RunTotals(RunStatement.orders().record)
        totals.inputs = 1
        totals.records = written
        totals.written.inserted = written
        return totals
    }

    @Test("a run that is far from the median of those before it is unusual, and the page says so first")
    func usual() {
        let before = [100, 110, 90].map(Self.run)
        func trend(_ written: Int, _ before: [RunTotals]) -> RunTrend {
            RunTrend(RunTrail(runs: before + [Self.run(written)], before: before))
        }
        #expect(
            trend(40, before).warning
                == "40 rows written, −60 % beside the median of the 3 runs before it, 100: unusual")
        #expect(trend(105, before).warning == nil)
        #expect(trend(105, before).sentence == "105 rows written, +5 % beside the median of the 3 runs before it, 100")
        #expect(trend(1, Array(before.suffix(2))).warning == nil)
        #expect(trend(0, before).sentence == "This run can't be compared with those before it")
        let member = RunReport.Member(statement: .orders(), rejects: RejectDigest(), trail: trend(40, before).trail)
        #expect(member.verdict.tone == .remark && member.verdict.notes.contains { $0.hasSuffix(": unusual") })
    }
}
