// What verify-counts prints.

import Foundation
import Testing

@testable import Ledger
@testable import Reporting

@Suite struct VerificationTextTests {
    private static func report(records: Int = 3, recounted: Int? = 3, actual: Int? = 2, problems: [String] = []) -> VerificationReport {
        let stages = [
            StageVerdict(name: "decode", in: 3, added: 0, out: 2, dropped: 0, rejected: 1, problems: []),
            StageVerdict(name: "sink", in: 2, added: 0, out: 2, dropped: 0, rejected: 0, problems: []),
        ]
        let input = InputVerdict(
            path: "/in/a.csv", records: records, recounted: recounted, inserted: 2, updated: 0, ignored: 0, dropped: 0, rejected: 1, stages: stages,
            problems: problems)
        return VerificationReport(
            database: "d.sqlite", pipeline: "p", table: "t",
            runs: [RunVerdict(run: 1, status: "complete", startedAt: "2026-01-01T00:00:00.000Z", inputs: [input], problems: [])],
            rows: RowsVerdict(expected: 2, actual: actual), problems: [])
    }

    @Test("a report that balances has a line per input and stage and says so")
    func balanced() {
        #expect(Self.report().text == """
            p → d.sqlite, table t
            run 1 (complete, 2026-01-01T00:00:00.000Z)
              ✓  /in/a.csv  3  records, recounted  3
              ✓    decode   3  →                   2    1 rejected
              ✓    sink     2  →                   2
            table t: 2 rows by the ledger, 2 in the table
            balanced: every record is accounted for
            """)
    }

    @Test("each problem is a line with its place, and the last line counts them")
    func problems() {
        let lines = Self.report(recounted: nil, actual: 1, problems: ["it can't be counted again: gone"]).text.split(separator: "\n")
        #expect(lines[2].hasPrefix("  ✗  /in/a.csv  3  records, recounted  ?"))
        #expect(lines.suffix(3) == [
            "  ✗ /in/a.csv: it can't be counted again: gone", "  ✗ table \"t\": 1 row, and the ledger says 2: 1 row missing",
            "NOT balanced: 2 problems",
        ])
        #expect(Self.report(actual: nil).text.contains("table t: 2 rows by the ledger, no table in the table"))
    }

    @Test("the JSON has the verdict, the problems and the whole report")
    func json() throws {
        let text = jsonText(VerificationSummary(Self.report(actual: 1)))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(Set(object.keys) == ["balanced", "problems", "report"])
        #expect(object["balanced"] as? Bool == false)
        #expect((object["problems"] as? [String])?.count == 1)
        let report = try #require(object["report"] as? [String: Any])
        #expect(Set(report.keys) == ["database", "pipeline", "table", "runs", "rows", "problems"])
    }
}
