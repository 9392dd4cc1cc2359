// split and extract: columns of the parts of a text.

import Foundation
import RowModel
import TestSupport
import Testing

@Suite struct TextPartsTests {
    private static func run(_ transform: String, _ values: [Value]) throws -> Transformed {
        try TransformBench(["v": .text], "- \(transform)\n- drop: v").run(values.map { [$0] })
    }

    @Test("split", arguments: [
        ("{ column: v, by: ',', into: [a, b] }", "x,y", ["x", "y"], nil), ("{ column: v, by: ',', into: [a, b] }", ",", ["", ""], nil),
        ("{ column: v, by: ',', into: [a, b] }", "x", nil, "\"x\" has 1 of 2 parts"), ("{ column: v, by: ',', into: [a, b] }", "x,y,z", nil, "\"x,y,z\" has more than 2 parts"),
        ("{ column: v, by: ',', into: [a, b] }", nil, [nil, nil], nil), ("{ column: v, by: ',', into: [a, b], missing: null }", "x", ["x", nil], nil),
        ("{ column: v, by: ',', into: [a, b], missing: null }", "", ["", nil], nil), ("{ column: v, by: ',', into: [a, b], rest: keep }", "x,y,z", ["x", "y,z"], nil),
        ("{ column: v, by: ',', into: [a, b], rest: drop }", "x,y,z", ["x", "y"], nil), ("{ column: v, by: ' – ', into: [a, b] }", "ä – ö", ["ä", "ö"], nil),
        ("{ column: v, by: 'aa', into: [a, b] }", "aaa", ["", "a"], nil), ("{ column: v, by: ',', into: a, rest: keep }", "x,y", ["x,y"], nil),
    ] as [(String, Value, [Value]?, String?)])
    func split(_ transform: String, _ value: Value, _ expected: [Value]?, _ reason: String?) throws {
        let result = try Self.run("split: \(transform)", [value])
        #expect(result.rows == (expected.map { [$0] } ?? []))
        #expect(result.reasons == (reason.map { [$0] } ?? []))
        #expect(result.tallies[1] == Tally(in: 1, out: reason == nil ? 1 : 0, rejected: reason == nil ? 0 : 1))
    }

    @Test("extract", arguments: [
        ("{ column: v, pattern: '(\\d+)-(\\w+)', into: [a, b] }", "no 12-x", ["12", "x"], nil), ("{ column: v, pattern: '(\\d+)-(\\w+)', into: [a, b] }", "12", nil, "\"12\" does not match (\\d+)-(\\w+)"),
        ("{ column: v, pattern: '(\\d+)-(\\w+)', into: [a, b], missing: null }", "12", [nil, nil], nil), ("{ column: v, pattern: '(a)|(b)', into: [a, b] }", "b", [nil, "b"], nil),
        ("{ column: v, pattern: '(ä*)(.*)$', into: [a, b] }", "ääö", ["ää", "ö"], nil), ("{ column: v, pattern: '(.)', into: a }", nil, [nil], nil),
    ] as [(String, Value, [Value]?, String?)])
    func extract(_ transform: String, _ value: Value, _ expected: [Value]?, _ reason: String?) throws {
        let result = try Self.run("extract: \(transform)", [value])
        #expect(result.rows == (expected.map { [$0] } ?? []))
        #expect(result.reasons == (reason.map { [$0] } ?? []))
        #expect(result.tallies[1] == Tally(in: 1, out: reason == nil ? 1 : 0, rejected: reason == nil ? 0 : 1))
    }

    @Test("parts joined again are the text", arguments: [",", ", ", "ää"])
    func joined(_ separator: String) throws {
        var random = SeededGenerator()
        let texts = (0..<300).map { _ in
            (0..<Int.random(in: 0...6, using: &random)).map { _ in ["a", ",", " ", "ä", separator].randomElement(using: &random)! }.joined()
        }
        let result = try Self.run("split: { column: v, by: '\(separator)', into: [a, b, c], rest: keep, missing: null }", texts.map { .text($0) })
        for (text, row) in zip(texts, result.rows) {
            let parts = row.compactMap { if case .text(let part) = $0 { part } else { nil } }
            #expect(parts.joined(separator: separator) == text, "WEIR_SEED=\(random.seed)")
            #expect(parts.dropLast().allSatisfy { !$0.contains(separator) })
        }
    }

    @Test("a new column may take the place of the one that it is made of")
    func inPlace() throws {
        let bench = try TransformBench(["id": .integer, "v": .text], "- split: { column: v, by: ',', into: [v, w] }")
        #expect(try bench.run([[1, "x,y"], [2, "a,b"]]).rows == [[1, "x", "y"], [2, "a", "b"]])
        #expect(bench.schema.names == ["id", "v", "w"])
    }

    @Test("a value that is no text is refused")
    func untyped() throws {
        let bench = try TransformBench(["n": .integer], "- derive: { v: n }\n- split: { column: v, by: x, into: a }\n- extract: { column: v, pattern: (a), into: b }")
        #expect(try bench.run([[1]]).reasons == ["\"1\" is not a text"])
    }

    @Test("faults have their place and near miss", arguments: [
        ("- split: { column: nam, by: x, into: [a] }", "2:20: unknown column \"nam\" in split; did you mean \"name\"?"),
        ("- split: { column: n, by: x, into: [a] }", "2:20: split works on text, and column \"n\" is integer"),
        ("- extract: { column: name, pattern: 'a(b', into: [a] }", "2:37: extract: missing ) for this group"),
        ("- extract: { column: name, pattern: äa(b, into: [a] }", "2:39: extract: missing ) for this group"),
        ("- extract: { column: name, pattern: (a)(b), into: [a] }", "2:37: extract: the pattern has 2 groups, and into has 1 column"),
        ("- derive: { x: { sql: name, type: timestamp, zone: Europe/Berlin } }\n- cast: { n: { type: date, format: \"%Y%m%d\" } }",
            "3:11: column \"n\" is integer, and format and zone are about text"),
        ("- filter: name REGEXP '(a'", "2:24: filter: regexp: missing ) for this group"),
    ])
    func faults(_ transforms: String, _ expected: String) {
        #expect(TransformBench.faults(["name": .text, "n": .integer], transforms) == [expected])
    }

    @Test("formats and zones in cast and derive")
    func formats() throws {
        let bench = try TransformBench(["d": .text, "t": .text], """
            - cast: { d: { type: date, format: "%d.%m.%Y" }, t: { type: timestamp, format: "%d.%m.%Y %H:%M", zone: Europe/Berlin } }
            - derive: { e: { sql: "substr(t, 1, 10) || ' 08'", type: timestamp, format: "%F %H", zone: America/New_York, store: epoch } }
            - fill: { d: 2026-01-01 }
            """)
        let result = try bench.run([["19.11.2026", "19.11.2026 08:30"], [nil, "29.03.2026 02:30"], ["1.1.2026", nil], [nil, nil]])
        #expect(result.rows == [["2026-11-19", "2026-11-19T07:30:00Z", 1_795_093_200], ["2026-01-01", nil, nil]])
        #expect(result.reasons == [
            "\"29.03.2026 02:30\" is a local time of Europe/Berlin that does not exist: clocks were put forward over it",
            "\"1.1.2026\" is not of the format %d.%m.%Y",
        ] || result.reasons == [
            "\"1.1.2026\" is not of the format %d.%m.%Y",
            "\"29.03.2026 02:30\" is a local time of Europe/Berlin that does not exist: clocks were put forward over it",
        ])
        #expect(bench.schema.columns.map(\.type) == [.date, .timestamp(storage: .text), .timestamp(storage: .epoch)])
    }
}
