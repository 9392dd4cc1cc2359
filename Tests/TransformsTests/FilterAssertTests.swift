// filter and assert: what is true, false, and neither.

import RowModel
import TestSupport
import Testing

@Suite struct FilterAssertTests {
    private static let columns: KeyValuePairs<String, ColumnType> = ["n": .integer, "doc": .json]
    private static let rows: [[Value]] = [[1, "{}"], [0, "{"], [nil, nil], [5, "{\"a\": 1}"]]

    @Test("filter keeps the rows for which its expression is true; null is not", arguments: [
        ("n > 0", [1, 4]), ("NOT (n > 0)", [2]), ("n IS NULL", [3]), ("n", [1, 4]), ("n > 0 OR n IS NULL", [1, 3, 4]),
        ("NULL", []), ("\"'text'\"", []), ("1", [1, 2, 3, 4]),
    ] as [(String, [Int])])
    func filter(_ expression: String, _ kept: [Int]) throws {
        let result = try TransformBench(Self.columns, "- filter: \(expression)").run(Self.rows)
        #expect(result.rows == kept.map { Self.rows[$0 - 1] })
        #expect(result.rejects.isEmpty)
        #expect(result.tallies == [Tally(in: 4, out: 4), Tally(in: 4, out: kept.count, dropped: 4 - kept.count)])
    }

    @Test("assert rejects every row for which its expression is not true: false or null")
    func assertion() throws {
        let result = try TransformBench(Self.columns, "- filter: n IS NULL OR n <> 1\n- assert: n > 0").run(Self.rows)
        #expect(result.rows == [Self.rows[3]])
        #expect(result.rejects == [
            Refused(record: 2, stage: 2, column: nil, reason: "n > 0 is not true", raw: "<record 2>"),
            Refused(record: 3, stage: 2, column: nil, reason: "n > 0 is not true", raw: "<record 3>"),
        ])
        #expect(result.tallies == [
            Tally(in: 4, out: 4), Tally(in: 4, out: 3, dropped: 1), Tally(in: 3, out: 1, rejected: 2),
        ])
    }

    @Test("an assert's message stands before its expression")
    func message() throws {
        let result = try TransformBench(
            Self.columns, "- assert: { that: n < 5, message: implausible }").run([[7, nil]])
        #expect(result.reasons == ["implausible: n < 5 is not true"])
    }

    @Test("a row for which the expression fails is a reject, in a filter too", arguments: [
        ("- filter: json_extract(doc, '$.a') = 1", "filter failed: malformed JSON"),
        ("- assert: coalesce(json_extract(doc, '$.a'), 1) = 1", "assert failed: malformed JSON"),
    ])
    func failing(_ transform: String, _ reason: String) throws {
        let result = try TransformBench(Self.columns, transform).run(Self.rows)
        #expect(result.rejects == [Refused(record: 2, stage: 1, column: nil, reason: reason, raw: "<record 2>")])
        #expect(result.rows.last == Self.rows[3])
        #expect(result.tallies[1].isBalanced)
    }
}
