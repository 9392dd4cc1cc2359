// fill, map, trim: values in place.

import RowModel
import TestSupport
import Testing

@Suite struct FillMapTrimTests {
    private static func run(_ type: ColumnType, _ transforms: String, _ values: [Value]) throws -> Transformed {
        try TransformBench(["v": type], transforms).run(values.map { [$0] })
    }

    @Test("fill puts a constant of the column's type in the place of null, and nothing else", arguments: [
        (.integer, "7", .integer(7)), (.real, "1", 1.0), (.text, "''", ""), (.text, "007", "007"), (.boolean, "yes", 1),
        (.decimal(scale: 2, storage: .integer), "1.5", 150), (.decimal(scale: 2, storage: .text), "1.5", "1.50"),
        (.date, "2026-01-02", "2026-01-02"), (.timestamp(storage: .text), "'2026-01-02 03:04'", "2026-01-02T03:04:00Z"),
        (.timestamp(storage: .epoch), "'1970-01-01T00:01:00Z'", 60),
        (.timestamp(storage: .epochMilliseconds), "'1970-01-01T00:00:01.5Z'", 1500),
        (.json, "'{}'", "{}"), (.blob(encoding: .hex), "00ff", .blob([0, 255])), (.blob(encoding: .base64), "AP8=", .blob([0, 255])),
    ] as [(ColumnType, String, Value)])
    func fill(_ type: ColumnType, _ written: String, _ expected: Value) throws {
        let result = try Self.run(type, "- fill: { v: \(written) }", [nil, expected, nil])
        #expect(result.rows == [[expected], [expected], [expected]])
        #expect(result.tallies == [Tally(in: 3, out: 3), Tally(in: 3, out: 3)])
    }

    @Test("fill leaves an empty text and a zero alone")
    func fillOnlyNull() throws {
        #expect(try Self.run(.text, "- fill: { v: x }", ["", nil, "a"]).rows == [[""], ["x"], ["a"]])
        #expect(try Self.run(.integer, "- fill: { v: 9 }", [0, nil]).rows == [[0], [9]])
    }

    @Test("map replaces listed values; null is never mapped", arguments: [
        ("keep", [["new"], ["sent"], ["X"], [nil], [nil]], 0),
        ("null", [["new"], ["sent"], [nil], [nil], [nil]], 0),
        ("reject", [["new"], ["sent"], [nil], [nil]], 1),
    ] as [(String, [[Value]], Int)])
    func map(_ otherwise: String, _ expected: [[Value]], _ rejected: Int) throws {
        let transform = "- map: { column: v, values: { N: new, S: sent, gone: null }, default: \(otherwise) }"
        let result = try Self.run(.text, transform, ["N", "S", "X", nil, "gone"])
        #expect(result.rows == expected)
        #expect(result.tallies[1] == Tally(in: 5, out: 5 - rejected, rejected: rejected))
        #expect(result.rejects == (rejected == 0 ? [] : [
            Refused(record: 3, stage: 1, column: "v", reason: "\"X\" is not among the mapped values", raw: "<record 3>"),
        ]))
    }

    @Test("map compares values of the column's type, not how they are written", arguments: [
        (.integer, "{ 1: 10, 2: 20 }", [1, 2, 3], [10, 20, 3]),
        (.real, "{ 1: 2, '1e2': 3 }", [1.0, 100.0, 0.5], [2.0, 3.0, 0.5]),
        (.boolean, "{ yes: no, no: yes }", [1, 0], [0, 1]),
        (.decimal(scale: 2, storage: .integer), "{ 1.5: 2 }", [150, 15], [200, 15]),
        (.date, "{ 2026-01-01: 2026-01-02 }", ["2026-01-01", "2026-01-03"], ["2026-01-02", "2026-01-03"]),
        (.text, "{ '': empty, a: '' }", ["", "a", "A"], ["empty", "", "A"]),
    ] as [(ColumnType, String, [Value], [Value])])
    func mapTypes(_ type: ColumnType, _ values: String, _ given: [Value], _ expected: [Value]) throws {
        #expect(try Self.run(type, "- map: { column: v, values: \(values) }", given).rows == expected.map { [$0] })
    }

    @Test("a map of many values finds each of them")
    func largeMap() throws {
        let values = (0..<500).map { "k\($0): v\($0)" }.joined(separator: ", ")
        let result = try Self.run(
            .text, "- map: { column: v, values: { \(values) }, default: null }",
            (0..<600).map { .text("k\($0)") })
        #expect(result.rows == (0..<600).map { $0 < 500 ? [.text("v\($0)")] : [nil] })
    }

    @Test("trim takes ASCII white space from both ends of a text, and only there", arguments: [
        ("  a b  ", "a b"), ("\t\n\u{B}\u{C}\r a", "a"), ("a", "a"), ("", ""), ("   ", ""), ("\u{A0}a\u{A0}", "\u{A0}a\u{A0}"),
        (nil, nil), (" 😀 ", "😀"),
    ] as [(Value, Value)])
    func trim(_ given: Value, _ expected: Value) throws {
        let result = try Self.run(.text, "- trim: [v]", [given])
        #expect(result.rows == [[expected]])
        #expect(result.tallies[1] == Tally(in: 1, out: 1))
    }
}
