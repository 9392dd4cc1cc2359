// What an expression may not do, and what it may.

import RowModel
import TestSupport
import Testing

@testable import BatchSQL

@Suite struct ExpressionSandboxTests {
    private static let schema = RowSchema(["id": .integer, "note": .text, "a b": .text])

    private static func compile(_ expression: String) throws -> ExpressionProgram {
        try ExpressionProgram([expression], schema: schema, in: try ExpressionSandbox(maxValueBytes: 1 << 20))
    }

    @Test("an expression that would see more than its row, or do more than compute, is refused with the reason", arguments: [
        ("(SELECT 1)", "subquery"), ("EXISTS(SELECT 1)", "subquery"), ("id IN (SELECT 1)", "subquery"),
        ("id IN pragma_encoding", "only read columns and call functions"),
        ("id IN sqlite_schema", "sub-select"), ("id IN batch1", "sub-select"),
        ("id IN json_each('[1]')", "only read columns and call functions"),
        ("(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c)", "subquery"),
        ("(SELECT 1 FROM pragma_database_list)", "only read columns and call functions"), ("(VALUES (1))", "subquery"),
        ("load_extension('x')", "load_extension() is not allowed"),
        ("LOAD_EXTENSION('x', 'y')", "load_extension() is not allowed"),
        ("readfile('/etc/passwd')", "readfile"), ("fts3_tokenizer('x')", "fts3_tokenizer"),
        ("ATTACH DATABASE 'x' AS y", "syntax error"), ("PRAGMA user_version", "syntax error"),
        ("DELETE FROM batch1", "syntax error"), ("1 FROM batch1", "syntax error"), ("1 UNION SELECT 2", "syntax error"),
        ("1 LIMIT 1", "syntax error"), ("1 ORDER BY 1", "syntax error"), ("1 AS x", "syntax error"),
        ("1) OR (1", "unbalanced parenthesis"), ("1); ATTACH 'x' AS y; --", "unbalanced parenthesis"),
        ("1; ATTACH 'x' AS y", "one SQL expression is expected"), ("", "expression is expected"),
        ("1 /* open", "unterminated comment"), ("'open", "unterminated string"),
        ("count(*)", "misuse of aggregate"), ("sum(id) > 3", "misuse of aggregate"), ("max(id)", "misuse of aggregate"),
        ("group_concat(note)", "misuse of aggregate"),
        ("row_number() OVER ()", "misuse of window function"), ("lag(id) OVER (ORDER BY id)", "misuse of window function"),
        ("RAISE(ABORT, 'x')", "RAISE"), ("id, note", "row value"), ("*", "syntax error"), ("nope(id)", "no such function"),
        ("rowid", "rowid"), ("oid > 3", "rowid"), ("_rowid_", "rowid"), ("batch1.rowid", "rowid"),
    ])
    func refused(_ expression: String, _ reason: String) throws {
        let error = try #require(throws: ExpressionErrors.self) { try Self.compile(expression) }.errors[0]
        #expect(error.message.contains(reason), "\(error.message)")
    }

    @Test("the rows of the batch are no set to look a value up in")
    func ownTable() throws {
        let sandbox = try ExpressionSandbox(maxValueBytes: 1 << 20)
        let error = try #require(throws: ExpressionErrors.self) {
            try ExpressionProgram(["id IN batch1"], schema: RowSchema(["id": .integer]), in: sandbox)
        }.errors[0]
        #expect(error.message.contains("subquery"))
    }

    @Test("a parameter of SQL is refused with the way to write one of the spec's", arguments: [
        "?", "?1", "id > ?", ":id", "@id", "$id", "$id(x)", "$a(') ) UNION SELECT 2 WHERE (1 -- ')",
    ])
    func parameters(_ expression: String) throws {
        let error = try #require(throws: ExpressionErrors.self) { try Self.compile(expression) }.errors[0]
        #expect(error.message.contains("use ${name}") || error.message.contains("subquery"), "\(error.message)")
    }

    @Test("an unknown column is named, with its place", arguments: [
        ("nope > 1", "nope", 0), ("id > nope", "nope", 5), ("id > 0\n AND nope = 1", "nope", 12), ("'ü' = nope", "nope", 7),
        ("id = \"nope\"", "nope", 5), ("id = [nope]", "nope", 5), ("id + batch9.id", "batch9.id", 5),
    ])
    func unknownColumn(_ expression: String, _ name: String, _ offset: Int) throws {
        let error = try #require(throws: ExpressionErrors.self) { try Self.compile(expression) }.errors[0]
        #expect(error.unknownColumn == name)
        #expect(error.offset == offset)
    }

    @Test("what is missing at the end of an expression is said to be missing at its end", arguments: [
        "id +", "id IN ", "CASE WHEN id THEN 1", "upper(note) || -- END", "id AND\n",
    ])
    func endsTooEarly(_ expression: String) throws {
        let error = try #require(throws: ExpressionErrors.self) { try Self.compile(expression) }.errors[0]
        #expect(error.message == "the expression ends too early" && error.offset == expression.utf8.count)
    }

    @Test("of several expressions each one at fault is named")
    func index() throws {
        let sandbox = try ExpressionSandbox(maxValueBytes: 1 << 20)
        let error = try #require(throws: ExpressionErrors.self) {
            try ExpressionProgram(["nix", "note", "nope"], schema: Self.schema, in: sandbox)
        }.errors
        #expect(error.map(\.index) == [0, 2])
    }

    @Test("the functions and operators of SQL's expressions are there", arguments: [
        "id", "\"a b\"", "[a b]", "`a b`", "ID + 1", "-id", "id BETWEEN 1 AND 2", "id IN (1, 2)", "id IS NOT NULL",
        "note LIKE 'a%'", "note GLOB 'a*'", "note || 'x'", "CASE WHEN id > 0 THEN 1 ELSE 2 END", "CAST(id AS TEXT)",
        "coalesce(note, 'x')", "upper(trim(note))", "round(id / 3.0, 2)", "date('2026-01-01', '+1 day')",
        "json_extract(note, '$.a')", "note ->> '$.a'", "printf('%05d', id)", "max(id, 2)", "iif(id > 0, 'a', 'b')",
        "hex(note)", "x'00'", "1 -- a comment", "1 /* a comment */", "note COLLATE NOCASE = 'A'", "batch1.id",
    ])
    func allowed(_ expression: String) throws {
        _ = try Self.compile(expression)
    }

    @Test("a column called rowid is a column")
    func rowidColumn() throws {
        let sandbox = try ExpressionSandbox(maxValueBytes: 1 << 20)
        let program = try ExpressionProgram(["rowid"], schema: RowSchema(["rowid": .integer]), in: sandbox)
        #expect(evaluate(program, [[7], [8]]) == [[7], [8]])
    }

    @Test("an expression deeper than any person writes is refused, not a crash")
    func deep() throws {
        let deep = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
        #expect(throws: ExpressionErrors.self) { try Self.compile(deep) }
        let long = Array(repeating: "id", count: 5000).joined(separator: " + ")
        #expect(throws: ExpressionErrors.self) { try Self.compile(long) }
    }

    @Test("a value longer than the sandbox allows is that row's fault")
    func tooLong() throws {
        let program = try Self.compile("replace(hex(zeroblob(id)), '0', 'long')")
        var refused: [Int] = []
        program.run(over: RowBatch(rows: [[1], [.integer(1 << 20)], [2]], slots: 3), visit: { _, _ in }, refuse: { row, _ in refused.append(row) })
        #expect(refused == [1])
    }
}
