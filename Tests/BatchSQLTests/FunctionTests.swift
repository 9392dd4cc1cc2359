// The functions that expressions have beside SQLite's own.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import BatchSQL

@Suite struct FunctionTests {
    private static let schema = RowSchema(["v": .any, "w": .any])

    private static func program(_ expressions: String...) throws -> ExpressionProgram {
        try ExpressionProgram(expressions, schema: schema, in: try ExpressionSandbox(maxValueBytes: 1 << 20))
    }

    private static func value(_ expression: String, _ row: [Value] = [nil, nil]) throws -> Value? {
        evaluate(try program(expression), [row]).first??.first
    }

    /// What the first row is refused for.
    private static func refusal(_ expression: String, _ row: [Value]) throws -> String? {
        var message: String?
        try program(expression).run(
            over: RowBatch(rows: [row]), visit: { _, _ in }, refuse: { _, found in message = found })
        return message
    }

    @Test("each example of the reference gives what it says")
    func examples() throws {
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/spec.md"), encoding: .utf8)
        let section = try #require(page.split(separator: "### Functions").last?.split(separator: "### Regular").first)
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: " | ").map { String($0).trimmingCharacters(in: CharacterSet(charactersIn: "| `")) }
        }
        #expect(Set(rows.compactMap { $0[0].split(separator: "(").first.map(String.init) }) == Set(SQLFunction.all.map(\.name)))
        for row in rows {
            try #require(row.count == 4, "\(row)")
            #expect(try Self.value("CAST(\(row[2]) AS TEXT)") == .text(row[3]), "\(row[2])")
        }
    }

    @Test("null in, null out", arguments: [
        "regexp(v, 'a')", "regexp('a', v)", "v REGEXP 'a'", "regexp_extract(v, 'a')", "regexp_extract('a', v)", "regexp_extract('a', 'a', v)",
        "sha256(v)", "title_case(v)", "split_part(v, 'a', 1)", "split_part('a', v, 1)", "split_part('a', 'a', v)",
        "parse_timestamp(v, 'iso8601')", "parse_timestamp('x', v)", "parse_timestamp('x', 'iso8601', v)",
    ])
    func null(_ expression: String) throws {
        #expect(try Self.value(expression) == .some(.null))
    }

    @Test("values", arguments: [
        ("regexp('^a', 'ba')", 0), ("'x' NOT REGEXP 'y'", 1), ("12 REGEXP '^1'", 1), ("regexp_extract('ab', 'x')", nil), ("regexp_extract('ab', '(x)?b', 1)", nil),
        ("regexp_extract('ab', '')", ""), ("regexp_extract('ab', 'b', 0)", "b"), ("split_part('a,b', ',', 3)", nil), ("split_part('a,b', ',', -3)", nil),
        ("split_part('a,,b', ',', 2)", ""), ("split_part('', ',', 1)", ""), ("split_part('a--b', '--', 2)", "b"), ("split_part('abc', 'x', 1)", "abc"),
        ("title_case('')", ""), ("title_case('ÄRGER im haus')", "Ärger Im Haus"), ("title_case('ǆ 1ST o''neil')", "ǅ 1st O'neil"),
        ("sha256('')", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), ("sha256(x'616263') = sha256('abc')", 1), ("sha256(12) = sha256('12')", 1),
        ("parse_timestamp('2026-11-19 08:30:00.125', '%F %T.%f')", "2026-11-19T08:30:00.125Z"),
    ] as [(String, Value)])
    func values(_ expression: String, _ expected: Value) throws {
        #expect(try Self.value(expression) == .some(expected))
    }

    @Test("what can't be done is a fault of the row, with the reason", arguments: [
        ("regexp(v, 'a')", "(", "regexp: missing ) for this group, at byte 1 of the pattern \"(\""),
        ("regexp_extract('a', v)", "a)", "regexp_extract: unmatched ), at byte 2 of the pattern \"a)\""),
        ("regexp_extract('a', 'a', v)", 1, "regexp_extract: the group must be a number from 0 to 0"),
        ("split_part('a', v, 1)", "", "split_part: the separator must not be empty"),
        ("split_part('a', 'b', v)", 0, "split_part: the part must be a whole number other than 0"),
        ("parse_timestamp(v, '%d.%m.%Y %H')", "31.02.2026 08", "parse_timestamp: \"31.02.2026 08\" is not a day of the calendar"),
        ("parse_timestamp(v, '%d.%m.%Y %H')", "x", "parse_timestamp: \"x\" is not of the format %d.%m.%Y %H"),
        ("parse_timestamp(v, 'iso8601', 'Europe/Berlin')", "2026-03-29 02:30",
            "parse_timestamp: \"2026-03-29 02:30\" is a local time of Europe/Berlin that does not exist: clocks were put forward over it"),
        ("parse_timestamp('2026-01-01 00:00', 'iso8601', v)", "Europe/Berln",
            "parse_timestamp: unknown time zone \"Europe/Berln\"; zones are those of the IANA database, such as Europe/Berlin; did you mean \"Europe/Berlin\"?"),
    ] as [(String, Value, String)])
    func faults(_ expression: String, _ value: Value, _ message: String) throws {
        #expect(try Self.refusal(expression, [value, nil]) == message)
    }

    @Test("a literal that can't be is found before there is a row, at its place", arguments: [
        ("regexp('a(', v)", "regexp: missing ) for this group", 9), ("v REGEXP '[a'", "regexp: missing ] for this class", 10),
        ("v NOT REGEXP 'a**'", "regexp: nothing to repeat; a repetition of a repetition needs a group", 16), ("REGEXP_EXTRACT(v, '(?=x)')", "regexp_extract: looking ahead is not supported", 19),
        ("regexp_extract(v, '(a)', 2)", "regexp_extract: the pattern has 1 group", 25),
        ("w || parse_timestamp(v, '%Q')", "parse_timestamp: unknown directive %Q", 25),
        ("parse_timestamp(v, 'iso8601', 'Europe/Berln')", "parse_timestamp: unknown time zone \"Europe/Berln\"", 31),
    ])
    func literals(_ expression: String, _ message: String, _ offset: Int) throws {
        let found = #expect(throws: ExpressionErrors.self) { try Self.program(expression) }
        #expect(found?.errors.count == 1)
        #expect(found?.errors.first?.message.hasPrefix(message) == true, "\(found?.errors.first?.message ?? "")")
        #expect(found?.errors.first?.offset == offset)
    }

    @Test("what only looks like a literal pattern is none", arguments: [
        "regexp('a(' || 'b)', v)", "v REGEXP '(' || ')'", "'regexp(''('', v)'", "v = 'x' /* regexp('(', v) */", "v -- REGEXP '('", "\"v\" REGEXP w", "regexp(w, '(')",
        "parse_timestamp(v, w, 'Nowhere')",
    ])
    func noLiterals(_ expression: String) throws {
        _ = try Self.program(expression)
    }

    @Test("patterns and formats that come with the rows are those of their row")
    func perRow() throws {
        let rows = (0..<200).map { [Value.text("^\($0 % 40)$"), Value.text("\($0)")] }
        #expect(evaluate(try Self.program("w REGEXP v"), rows) == (0..<200).map { [.integer($0 < 40 ? 1 : 0)] })
        let formats: [[Value]] = [["19.11.2026 08", "%d.%m.%Y %H"], ["08:2026-11-19", "%H:%F"], ["19.11.2026 08", "%H:%F"], ["19.11.2026 09", "%d.%m.%Y %H"]]
        #expect(evaluate(try Self.program("parse_timestamp(v, w)"), formats) == [
            ["2026-11-19T08:00:00Z"], ["2026-11-19T08:00:00Z"], nil, ["2026-11-19T09:00:00Z"],
        ])
    }

    @Test("any values make a value or a fault of the row, and nothing else")
    func anyValues() throws {
        var random = SeededGenerator()
        let rows = (0..<300).map { _ in [Value.random(using: &random), Value.random(using: &random)] }
        let program = try Self.program("regexp(v, w)", "title_case(v)", "sha256(w)", "typeof(split_part(v, 'a', 1))")
        _ = evaluate(program, rows, expressions: 4)
        _ = evaluate(try Self.program("split_part(v, w, length(v))"), rows)
        _ = evaluate(try Self.program("parse_timestamp(v, w, v)"), rows)
        _ = evaluate(try Self.program("regexp_extract(v, w, 0)"), rows)
    }
}
