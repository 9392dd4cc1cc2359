// expect.columns: which row is the first that breaks a condition, and which conditions can't be one.

import BatchSQL
import PipelineSpec
import RowModel
import TestSupport
import Testing

@testable import Transforms

@Suite struct RowExpectationsTests {
    private static let schema = RowSchema(["n": .integer, "say \"hi\", 100%": .text, "upper": .text])

    private struct Compiled {
        var expectations: RowExpectations?
        var faults: [String]
    }

    private static func compile(_ conditions: [(column: String, condition: String)]) throws -> Compiled {
        var compiler = TransformCompiler(
            file: "s.yaml", schema: schema, slots: schema.columns.count, sandbox: try ExpressionSandbox(maxValueBytes: 1 << 20))
        let expectations = compiler.expectations(
            conditions.enumerated().map { index, pair in
                ColumnCondition(
                    column: Located(pair.column, at: SourceMark(line: index + 1, column: 1)),
                    condition: Located(pair.condition, at: SourceMark(line: index + 1, column: 10, isPlainScalar: true)))
            })
        return Compiled(expectations: expectations, faults: compiler.diagnostics.map(\.description))
    }

    private static func breach(_ condition: String, on column: String = "n", rows: [[Value]]) throws -> RowBreach? {
        let compiled = try compile([(column, condition)])
        #expect(compiled.faults == [])
        return try #require(compiled.expectations).firstBreach(in: RowBatch(rows: rows))
    }

    @Test("the first row that breaks a condition is found; one for which it is null meets it", arguments: [
        ("> 0", 3), ("not null", 2), ("is not null", 2), ("notnull", 2), ("is null", 1), ("between 1 and 3", 3), ("in (1, -7, 2)", nil),
        ("not between -9 and -1", 3), ("> 0 or \"n\" = -7", nil), ("= 1 -- a comment", 3), ("> /* 5 */ 0", 3), ("% 2 = 1", 3),
        ("< (1 + 1) * 2", nil), ("collate nocase > 0", 3), ("* 1 > -8 and upper is not 'c'", 3), ("> -8", nil), ("is 1", 2),
    ] as [(String, Int?)])
    func first(_ condition: String, _ record: Int?) throws {
        let rows: [[Value]] = [[1, "a", "a"], [nil, "b", "b"], [-7, nil, "c"], [2, "d", nil]]
        #expect(try Self.breach(condition, rows: rows)?.record == record)
    }

    @Test("all conditions are asked of a row before the next one, and the first that it breaks is named")
    func several() throws {
        let compiled = try Self.compile([("n", "< 10"), ("say \"HI\", 100%", "<> 'b'"), ("n", "not null")])
        let expectations = try #require(compiled.expectations)
        #expect(expectations.firstBreach(in: RowBatch(rows: [[1, "a", "x"], [9, nil, "x"]])) == nil)
        let breach = expectations.firstBreach(in: RowBatch(rows: [[1, "a", "x"], [nil, "b", "x"], [20, "a", "x"]]))
        #expect(breach?.record == 2)
        #expect(breach?.reason == "say \"hi\", 100% is \"b\", and expect.columns says \"<> 'b'\"")
    }

    @Test("a value is shown as SQL sees it", arguments: [
        (-7, "-7"), (1.5, "1.5"), (nil, "null"), ("a\n\"b\"", #""a\n\"b\"""#), ("'; DROP TABLE x; --", "\"'; DROP TABLE x; --\""),
    ] as [(Value, String)])
    func values(_ value: Value, _ shown: String) throws {
        let breach = try Self.breach("is 'never'", rows: [[value, "a", "a"]])
        #expect(breach?.reason == "n is \(shown), and expect.columns says \"is 'never'\"")
    }

    @Test("a column whose name is a function's is still a column")
    func functionName() throws {
        #expect(try Self.breach("= 'a'", on: "upper", rows: [[1, "x", "a"], [1, "x", "b"]])?.record == 2)
        #expect(try Self.compile([("upper", "('a')")]).faults.first?.contains("syntax error") == true)
    }

    @Test("a condition that fails for a row is broken there, with SQLite's message")
    func failing() throws {
        let rows: [[Value]] = [[1, "{\"a\": 1}", "x"], [2, "{", "x"], [3, "[", "x"]]
        let breach = try Self.breach("->> 'a' > 0", on: "say \"hi\", 100%", rows: rows)
        #expect(breach?.record == 2)
        #expect(breach?.reason == "expect.columns failed: malformed JSON")
    }

    @Test("a condition that is more, less or something else than one is refused at its place", arguments: [
        ("is null) or (1=1", "1:17: error: expect.columns: unbalanced parenthesis"),
        ("not null; drop table x", "1:18: error: expect.columns: one SQL expression is expected, not statements"),
        ("> 1 /* open", "1:14: error: expect.columns: unterminated comment"),
        ("= 'open", "1:12: error: expect.columns: unterminated string"),
        ("= \"open", "1:12: error: expect.columns: unterminated name"),
        ("-- not null", "1:10: error: expect.columns: a condition such as not null is expected"),
        ("/* not null */", "1:10: error: expect.columns: a condition such as not null is expected"),
        ("> 0, 1", "1:10: error: expect.columns: row value misused"),
        (", 1", "1:10: error: expect.columns: row value misused"),
        ("> uper", "1:12: error: unknown column \"uper\" in expect.columns; did you mean \"upper\"?"),
        ("in (select 1)", "1:10: error: expect.columns: a subquery is not allowed here: an expression sees one row at a time"),
        ("in pragma_freelist_count", "1:10: error: expect.columns: an expression may only read columns and call functions"),
        ("= load_extension('x')", "1:12: error: expect.columns: the function load_extension() is not allowed here"),
        ("> ?", "1:10: error: expect.columns: SQL parameters (? and :name) have no value here; use ${name}"),
        ("> max(n)", "1:12: error: expect.columns: misuse of aggregate function max()"),
        ("as x", "1:10: error: expect.columns: near \"as\": syntax error"),
        (".rowid = 1", "1:10: error: expect.columns: near \".\": syntax error"),
        ("not  nul", "1:15: error: expect.columns: near \"nul\": syntax error"),
    ])
    func refused(_ condition: String, _ fault: String) throws {
        let compiled = try Self.compile([("n", condition)])
        #expect(compiled.faults == ["s.yaml:" + fault])
    }

    @Test("all faults are told, and an unknown column once")
    func faults() throws {
        let mark = SourceMark(line: 5, column: 3)
        var compiler = TransformCompiler(
            file: "s.yaml", schema: Self.schema, slots: 3, sandbox: try ExpressionSandbox(maxValueBytes: 1 << 20))
        let expectations = compiler.expectations([
            ColumnCondition(column: Located("uper", at: mark), condition: Located("not null", at: mark)),
            ColumnCondition(column: Located("uper", at: mark), condition: Located("<> ''", at: mark)),
            ColumnCondition(column: Located("n", at: .start), condition: Located(">", at: mark)),
            ColumnCondition(column: Located("n", at: .start), condition: Located("< nosuch(1)", at: mark)),
        ])
        #expect(expectations == nil)
        #expect(
            compiler.diagnostics.map(\.message) == [
                "unknown column \"uper\" in expect.columns", "expect.columns: the expression ends too early",
                "expect.columns: no such function: nosuch",
            ])
    }
}
