// Counts of a run against what the spec expects of them.

import PipelineSpec
import RowModel
import Testing

@testable import Flow
@testable import Ledger

@Suite struct ExpectationCheckTests {
    /// Two inputs: 10 records, 1 refused by decode, 2 dropped, 3 inserted, 2 updated, 1 ignored, 1 refused by the table each.
    private static let accounts = (0..<2).map { index in
        var input = InputRecord(
            index: index, identity: InputIdentity(path: "/in\(index).ndjson", size: 1, modified: 0),
            reading: InputReading(format: .ndjson, compression: .none))
        input.records = 10
        return InputAccount(
            input: input,
            stages: [
                StageRecord(name: "decode", tally: Tally(stored: 10, added: 0, out: 9, dropped: 0, rejected: 1)),
                StageRecord(name: "filter", tally: Tally(stored: 9, added: 0, out: 7, dropped: 2, rejected: 0)),
                StageRecord(
                    name: "sink", tally: Tally(stored: 7, added: 0, out: 6, dropped: 0, rejected: 1),
                    written: WrittenRows(inserted: 3, updated: 2, ignored: 1)),
            ])
    }

    private static func description(
        _ expect: ExpectSpec, _ accounts: [InputAccount], mode: SinkSpec.Mode, behind earlier: [RunTotals] = []
    ) -> String? {
        let nowhere = Located("", at: .start)
        let sink = SinkSpec(database: nowhere, table: nowhere, mode: mode, expectations: expect)
        do {
            try ExpectationCheck(sinks: [sink], comparable: [earlier]).check([accounts])
            return nil
        } catch {
            #expect(error.exitCode == .badData)
            return error.description
        }
    }

    private static func count(_ range: ClosedRange<Int>, _ text: String) -> Located<CountCondition> {
        Located(CountCondition(range, text: text), at: .start)
    }

    @Test("records of all inputs, rows inserted or updated, and rejects of every stage are what is counted")
    func met() {
        let expect = ExpectSpec(
            rowsRead: Self.count(20...20, "20"), rowsWritten: Self.count(10...10, "10"), rejects: Self.count(4...4, "4"))
        #expect(Self.description(expect, Self.accounts, mode: .upsert) == nil)
        #expect(Self.description(ExpectSpec(), Self.accounts, mode: .append) == nil)
    }

    @Test("every count that is not as expected is named, with what it is and the way out")
    func broken() {
        let expect = ExpectSpec(
            rowsRead: Self.count(1000...Int.max, ">= 1000"), rowsWritten: Self.count(0...10, "<= 10"), rejects: Self.count(0...0, "0"))
        #expect(
            Self.description(expect, Self.accounts, mode: .append)
                == "expect.rows_read is \">= 1000\", and the count is 20; expect.rejects is \"0\", and the count is 4, so the run "
                + "failed; the next run goes on and checks again, `weir run --restart` takes out what is committed and begins anew")
        #expect(
            Self.description(expect, Self.accounts, mode: .replace)
                == "expect.rows_read is \">= 1000\", and the count is 20; expect.rejects is \"0\", and the count is 4, so the run failed")
    }

    @Test("a run without an input has read nothing")
    func nothing() {
        #expect(
            Self.description(ExpectSpec(rowsRead: Self.count(1...Int.max, "> 0")), [], mode: .replace)
                == "expect.rows_read is \"> 0\", and the count is 0, so the run failed")
    }

    /// Runs that have read, written and rejected these many, newest first.
    private static func runs(_ counts: [Int]) -> [RunTotals] {
        counts.enumerated().map { age, count in
            var totals = RunTotals(
                RunRecord(
                    id: Int64(counts.count - age), pipeline: "p", table: "t", mode: "append", status: .complete, error: nil,
                    specDigest: "", parameters: "{}", startedAt: "", finishedAt: nil, rowsBefore: 0, rowsAfter: nil, columns: [],
                    hasLineage: false, seal: nil))
            totals.records = 2 * count
            totals.written = WrittenRows(inserted: count - 1, updated: 1)
            totals.rejected = count / 2
            return totals
        }
    }

    private static func usual(_ percent: ClosedRange<Double>, runs: Int = 14, atLeast: Int = 3) -> Located<UsualCondition> {
        Located(UsualCondition(percent, text: "here", runs: runs, atLeast: atLeast), at: .start)
    }

    /// ``accounts`` have 20 records, 10 rows written and 4 rejects.
    @Test("a count is held against the median of the same count of earlier runs, both bounds included", arguments: [
        ([10, 10, 10], -0.0...0, true), ([10, 10, 10], -30...30, true), ([13, 13, 13], -30...30, true), ([15, 15, 15], -30...30, false),
        ([20, 20, 20], -50...0, true), ([20, 20, 20], -49.9...0, false), ([5, 5, 5], 0...100, true), ([5, 5, 5], 0...99.9, false),
        // The median, not the mean; the newest 14, not the oldest.
        ([10, 10, 1_000_000], -1...1, true), (Array(repeating: 10, count: 14) + Array(repeating: 90, count: 20), -1...1, true),
        (Array(repeating: 90, count: 14) + Array(repeating: 10, count: 20), -1...1, false),
        // Fewer than three say nothing.
        ([90, 90], -1...1, true), ([], -1...1, true),
    ] as [([Int], ClosedRange<Double>, Bool)])
    func comparison(_ counts: [Int], _ percent: ClosedRange<Double>, _ isMet: Bool) {
        let expect = ExpectSpec(usual: UsualSpec(rowsWritten: Self.usual(percent)))
        let found = Self.description(expect, Self.accounts, mode: .append, behind: Self.runs(counts))
        #expect((found == nil) == isMet, "\(found ?? "")")
    }

    @Test("every deviation is named with the median, the difference and the way out")
    func deviations() {
        let usual = UsualSpec(rowsRead: Self.usual(-10...10), rowsWritten: Self.usual(-10...10), rejects: Self.usual(-10...10))
        #expect(
            Self.description(ExpectSpec(usual: usual), Self.accounts, mode: .replace, behind: Self.runs([16, 17, 30, 3])) == """
                expect.rows_read.vs_median is "here", and the count is 20, 39.4 % less than 33, the median of the 4 runs before; if \
                that is as it should be, leave vs_median out for this run; expect.rows_written.vs_median is "here", and the count is \
                10, 39.4 % less than 16.5, the median of the 4 runs before; if that is as it should be, leave vs_median out for this \
                run; expect.rejects.vs_median is "here", and the count is 4, 50 % less than 8, the median of the 4 runs before; if that \
                is as it should be, leave vs_median out for this run, so the run failed
                """)
        let rejects = ExpectSpec(usual: UsualSpec(rejects: Self.usual(-10...100)))
        #expect(
            Self.description(rejects, Self.accounts, mode: .replace, behind: Self.runs([1, 1, 1]))?.hasPrefix(
                "expect.rejects.vs_median is \"here\", and the count is 4, beside 0, the median of the 3 runs before; ") == true)
    }

    @Test("what has too few runs behind it is told, and the most that any count wants is asked for")
    func uncompared() {
        let nowhere = Located("", at: .start)
        func sink(_ usual: UsualSpec) -> SinkSpec {
            SinkSpec(database: nowhere, table: nowhere, expectations: ExpectSpec(usual: usual))
        }
        let sinks = [
            sink(UsualSpec(rowsRead: Self.usual(-1...1, runs: 20), rowsWritten: Self.usual(-1...1, runs: 5, atLeast: 2))),
            sink(UsualSpec(rejects: Self.usual(-1...1, runs: 1, atLeast: 1))), sink(UsualSpec()),
        ]
        #expect(ExpectationCheck.comparableRuns(for: sinks) == 20 && ExpectationCheck.comparableRuns(for: [sinks[2]]) == 0)
        let check = ExpectationCheck(sinks: sinks, comparable: [Self.runs([7, 8]), [], []])
        #expect(
            check.uncompared == [
                ["expect.rows_read.vs_median: only 2 earlier runs, not compared"],
                ["expect.rejects.vs_median: no earlier run, not compared"], [],
            ])
        #expect(ExpectationCheck(sinks: sinks, comparable: [Self.runs([7]), [], []]).uncompared[0].count == 2)
        #expect(check.isNeeded && !ExpectationCheck(sinks: [sinks[2]], comparable: [[]]).isNeeded)
    }

    @Test("weir history and expect compare with as many runs")
    func standards() {
        #expect(UsualCondition.standardRuns == Usual.window && UsualCondition.standardAtLeast == Usual.fewest)
    }
}
