// derive: computed columns and what may enter them.

import RowModel
import TestSupport
import Testing

@Suite struct DeriveTests {
    private static let columns: KeyValuePairs<String, ColumnType> = ["n": .integer, "s": .text]

    @Test("a derived column stands behind the others, or in the place of its namesake")
    func placement() throws {
        let bench = try TransformBench(Self.columns, "- derive: { twice: n * 2, N: n + 1 }")
        #expect(bench.schema.names == ["N", "s", "twice"])
        #expect(try bench.run([[3, "x"]]).rows == [[4, "x", 6]])
    }

    @Test("a batch's computed values are bounded together: rows there is no room for are rejects, and the others are not")
    func batchBound() throws {
        let bench = try TransformBench(Self.columns, "- derive: { s: zeroblob(n), size: n }\n- select: [size]")
        let result = try bench.run((1...40).map { [$0 == 40 ? 5 : .integer(1_000_000), "x"] })
        #expect(result.rows.count < 35 && result.rows.count > 10 && result.rows.last == [5])
        #expect(result.rows.count + result.rejects.count == 40)
        #expect(result.rejects.allSatisfy { $0.column == "s" && $0.reason.contains("set flow.batch_rows lower") })
    }

    @Test("all expressions of one derive see the row as it came in")
    func atOnce() throws {
        let bench = try TransformBench(Self.columns, "- derive: { n: s, s: n }")
        #expect(try bench.run([[3, "x"]]).rows == [["x", 3]])
    }

    @Test("a derived column can be used by the next transform")
    func chained() throws {
        let bench = try TransformBench(Self.columns, "- derive: { a: s || '!' }\n- derive: { b: a || a }\n- filter: b <> '!!'")
        #expect(try bench.run([[1, "x"], [2, ""], [3, nil]]).rows == [[1, "x", "x!", "x!x!"]])
    }

    @Test("a value that fits its type enters as it is stored; one that does not is a reject that says why", arguments: [
        ("integer", "n", 5, nil), ("integer", "2.0", 2, nil), ("integer", "'12'", 12, nil),
        ("integer", "2.5", nil, "\"2.5\" is not a whole number"), ("integer", "1e19", nil, "\"1e+19\" is not a whole number"),
        ("integer", "'x'", nil, "\"x\" is not an integer"),
        ("integer", "x'01'", nil, "\"\\u0001\" is a blob, not integer"),
        ("real", "n", 5.0, nil), ("real", "0.1", 0.1, nil), ("real", "'1e3'", 1000.0, nil),
        ("real", "9007199254740993", nil, "\"9007199254740993\" has no exact real number"),
        ("real", "1e999", nil, "\"inf\" is not a finite number"),
        ("boolean", "n = 5", 1, nil), ("boolean", "'no'", 0, nil), ("boolean", "n", nil, "\"5\" is not 0 or 1"),
        ("text", "s", "text", nil), ("text", "upper(s)", "TEXT", nil),
        ("text", "n", nil, "\"5\" is a number, not text; use CAST(… AS TEXT)"),
        ("text", "1.5", nil, "\"1.5\" is a number, not text; use CAST(… AS TEXT)"),
        ("text", "x'61'", nil, "\"a\" is a blob, not text"),
        ("text", "char(97, 0)", nil, "\"a\\u0000\" contains the character U+0000"),
        ("text", "CAST(x'ff' AS TEXT)", nil, "\"\u{FFFD}\" is not valid UTF-8"),
        ("date", "date('2026-02-01', '-1 day')", "2026-01-31", nil), ("date", "'soon'", nil, "\"soon\" is not a date of the form YYYY-MM-DD"),
        ("timestamp", "datetime('2026-01-01')", "2026-01-01T00:00:00Z", nil),
        ("timestamp, store: epoch", "unixepoch('1970-01-02')", 86400, nil),
        ("timestamp, store: epoch", "'1970-01-02 00:00'", 86400, nil),
        ("decimal, scale: 2", "'1.5'", 150, nil), ("decimal, scale: 2", "n", 5, nil),
        ("decimal, scale: 2, store: text", "'1.5'", "1.50", nil),
        ("decimal, scale: 2, store: text", "1.5", nil, "\"1.5\" is a number, not decimal; use CAST(… AS TEXT)"),
        ("json", "json_object('a', n)", "{\"a\":5}", nil), ("json", "'{'", nil, "\"{\" is not valid JSON"),
        ("blob, encoding: hex", "x'00ff'", .blob([0, 255]), nil),
        ("blob, encoding: hex", "'00ff'", .blob([0, 255]), nil),
        ("integer", "NULL", .null, nil), ("text", "NULL", .null, nil),
    ] as [(String, String, Value?, String?)])
    func typing(_ type: String, _ expression: String, _ expected: Value?, _ reason: String?) throws {
        let bench = try TransformBench(Self.columns, "- derive: { v: { type: \(type), sql: \"\(expression)\" } }\n- select: [v]")
        let result = try bench.run([[5, "text"]])
        #expect(result.rows == (expected.map { [[$0]] } ?? []))
        #expect(result.rejects == (reason.map { [Refused(record: 1, stage: 1, column: "v", reason: $0, raw: "<record 1>")] } ?? []))
        #expect(result.tallies[1].isBalanced && result.tallies[2].in == result.rows.count)
    }

    @Test("an untyped column takes every kind of value", arguments: [
        ("n", 5), ("n * 1.5", 7.5), ("s", "text"), ("x'00ff'", .blob([0, 255])), ("NULL", nil), ("''", ""), ("x''", .blob([])),
    ] as [(String, Value)])
    func untyped(_ expression: String, _ expected: Value) throws {
        let bench = try TransformBench(Self.columns, "- derive: { v: \"\(expression)\" }\n- select: [v]")
        #expect(bench.schema.columns.map(\.type) == [.any])
        #expect(try bench.run([[5, "text"]]).rows == [[expected]])
    }

    @Test("a row whose expression fails is refused, and its neighbours keep their own values")
    func failing() throws {
        let bench = try TransformBench(["s": .text], "- derive: { v: \"json_extract(s, '$.a') || '!'\" }")
        let result = try bench.run([["{\"a\": \"one\"}"], ["{"], ["{\"a\": \"two\"}"], ["]"], ["{}"]])
        #expect(result.rows.map { $0[1] } == ["one!", "two!", nil])
        #expect(result.rejects.map(\.record) == [2, 4])
        #expect(result.reasons == ["derive failed: malformed JSON", "derive failed: malformed JSON"])
    }

    @Test("texts of many rows survive the arena's growth while they are placed")
    func manyTexts() throws {
        let bench = try TransformBench(Self.columns, "- derive: { a: \"s || s\", b: { type: timestamp, sql: \"'2026-01-01 00:00'\" } }")
        let rows: [[Value]] = (0..<300).map { [.integer(Int64($0)), .text(String(repeating: "é\($0)", count: $0 % 40))] }
        let result = try bench.run(rows)
        for (row, given) in zip(result.rows, rows) {
            guard case .text(let text) = given[1] else { continue }
            #expect(row == [given[0], given[1], .text(text + text), "2026-01-01T00:00:00Z"])
        }
        #expect(result.rows.count == 300)
    }
}
