// Every type of column, on its way from a text to a stored value.

import TestSupport
import Testing

@Suite("column types")
struct ColumnTypeTests {
    static let columns = """
        { i: integer, r: real, t: text, b: boolean, d: { type: decimal, scale: 2 }, \
        dt: { type: decimal, scale: 3, store: text }, day: date, ts: timestamp, e: { type: timestamp, store: epoch }, \
        ms: { type: timestamp, store: epoch_ms }, j: json, h: { type: blob, encoding: hex }, b64: { type: blob, encoding: base64 } }
        """
    static let expected = [
        "integer|real|text|integer|integer|text|text|text|integer|integer|text|blob|blob",
        "-9223372036854775808|0.1|'007'|1|-1250|'12.500'|'2026-02-28'|'2026-11-18T23:30:00.25Z'|1795044600|1795044600250|"
            + "'{\"a\": [1, 2.50]}'|X'00FF'|X'68690A'",
    ]

    @Test("each type is stored as its SQLite type, exactly; STRICT or not", arguments: [true, false])
    func csv(strict: Bool) async throws {
        var spec = SpecText(columns: Self.columns)
        spec.sink = ["strict: \(strict)"]
        let folder = try PipelineFolder(
            spec,
            csv: """
                i,r,t,b,d,dt,day,ts,e,ms,j,h,b64
                -9223372036854775808,0.1,007,yes,-12.5,12.5,2026-02-28,2026-11-19T00:30:00.25+01:00,2026-11-19T00:30:00+01:00,\
                2026-11-18 23:30:00.25,"{""a"": [1, 2.50]}",00ff,aGkK
                ,,,,,,,,,,,,

                """)
        try await expect(folder, strict: strict)
    }

    @Test("an NDJSON value gives the same as the CSV text of it", arguments: [true, false])
    func ndjson(strict: Bool) async throws {
        var spec = SpecText(files: "in.ndjson", columns: Self.columns)
        spec.sink = ["strict: \(strict)"]
        let folder = try PipelineFolder(spec)
        try folder.files.write(
            "in.ndjson",
            """
            {"i": -9223372036854775808, "r": 0.1, "t": "007", "b": true, "d": -12.5, "dt": 12.5, "day": "2026-02-28", \
            "ts": "2026-11-19T00:30:00.25+01:00", "e": "2026-11-19T00:30:00+01:00", "ms": "2026-11-18 23:30:00.25", \
            "j": {"a": [1, 2.50]}, "h": "00ff", "b64": "aGkK"}
            {"i": null}

            """)
        try await expect(folder, strict: strict)
    }

    private func expect(_ folder: PipelineFolder, strict: Bool) async throws {
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        let names = ["i", "r", "t", "b", "d", "dt", "day", "ts", "e", "ms", "j", "h", "b64"]
        func list(_ function: String) -> String { names.map { "\(function)(\($0))" }.joined(separator: ", ") }
        let types = try await folder.database.text("SELECT \(list("typeof")) FROM rows LIMIT 1")
        let values = try await folder.database.text("SELECT \(list("quote")) FROM rows LIMIT 1")
        #expect([types, values] == Self.expected)
        #expect(
            try await folder.database.text("SELECT \(list("quote")) FROM rows LIMIT 1 OFFSET 1")
                == names.map { _ in "NULL" }.joined(separator: "|"))
        let isStrict = try await folder.database.integer("SELECT strict FROM pragma_table_list WHERE name = 'rows'")
        #expect(isStrict == (strict ? 1 : 0))
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test(
        "a value that a type would have to change is a reject that names the column",
        arguments: [
            ("i", "9223372036854775808"), ("i", "3.0"), ("i", "1e3"), ("i", " 1"), ("i", "007"), ("r", "NaN"),
            ("r", "1e999"), ("r", "1,5"),
            ("b", "maybe"), ("d", "1.005"), ("d", "1e2"), ("dt", "1.0005"), ("day", "2026-02-29"), ("ts", "2026-11-19"),
            ("ts", "2026-11-19T24:00:00Z"), ("e", "2026-11-19T00:30:00.25Z"), ("ms", "2026-11-19T00:30:00.0005Z"),
            ("j", "{a: 1}"),
            ("h", "0"), ("b64", "aGkK="),
        ])
    func rejected(_ column: String, value: String) async throws {
        let folder = try PipelineFolder(
            SpecText(columns: "{ \(Self.definition(of: column)) }"), csv: "\(column)\n\"\(value)\"\n")
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.csv: record 1 (byte "), "\(end)")
        #expect(end.errors.contains("): \(column): \"\(value)\""), "\(end)")
    }

    private static func definition(of column: String) -> String {
        let definitions = [
            "i": "i: integer", "r": "r: real", "b": "b: boolean", "d": "d: { type: decimal, scale: 2 }",
            "dt": "dt: { type: decimal, scale: 3, store: text }", "day": "day: date", "ts": "ts: timestamp",
            "e": "e: { type: timestamp, store: epoch }", "ms": "ms: { type: timestamp, store: epoch_ms }",
            "j": "j: json",
            "h": "h: { type: blob, encoding: hex }", "b64": "b64: { type: blob, encoding: base64 }",
        ]
        return definitions[column]!
    }
}
