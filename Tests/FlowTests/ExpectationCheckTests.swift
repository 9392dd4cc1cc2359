// Counts of a run against what the spec expects of them.

import Ledger
import PipelineSpec
import RowModel
import Testing

@testable import Flow

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

    private static func description(_ expect: ExpectSpec, _ accounts: [InputAccount], mode: SinkSpec.Mode) -> String? {
        let nowhere = Located("", at: .start)
        let sink = SinkSpec(database: nowhere, table: nowhere, mode: mode, expectations: expect)
        do {
            try ExpectationCheck(sinks: [sink]).check([accounts])
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
}
