// Names that would be SQL, if they were ever taken for it.

import TestSupport
import Testing

@Suite("hostile names")
struct HostileNamesTests {
    static let names = [
        "two words", "with \"quotes\"", "it's", "semi;colon", "select", "table", "order by", "naïve", "日本語", "🚀🧨",
        "\"; DROP TABLE victim; --", "'); DELETE FROM victim; --", "]; ATTACH 'x' AS y; --", "a\nb", "x'41'", "$1", "?",
        ":name", "@var",
        "*", "%", "100%_", "a.b", "main.victim", "/* comment", "-- comment", "1", "rowid", "null", " leading",
        "trailing ", "\\", "`tick`",
    ]

    @Test(
        "a name for table, columns, key, index, condition and pipeline is only ever a name", arguments: names,
        ["append", "replace", "upsert"])
    func everywhere(_ name: String, mode: String) async throws {
        let quoted = yaml(name)
        var spec = SpecText(
            name: yaml("pipeline " + name.replacing("\n", with: " ")), columns: "{ \(quoted): integer, other: text }")
        spec.transforms = [
            "trim: other", "fill: { \(quoted): 5 }", "rename: { \(quoted): between, other: \(quoted) }",
            "rename: { between: other }",
        ]
        spec.table = quoted
        spec.sink = ["mode: \(mode)", "indexes: [[\(quoted)], [other, \(quoted)]]"]
        if mode == "upsert" { spec.sink.append("key: [\(quoted)]") }
        spec.more = ["expect: { columns: { \(quoted): not null, other: \"<> ''\" } }"]
        let folder = try PipelineFolder(spec, csv: "\(Self.csv(name)),other\n1, a \n,b\n")
        try await folder.database.execute("CREATE TABLE victim(x); INSERT INTO victim VALUES (1)")

        let end = try await folder.run()

        #expect(end.exitCode == 0, "\(end)")
        let table = Self.sql(name)
        #expect(try await folder.database.rows("SELECT other, \(table) FROM \(table)") == ["1|a", "5|b"])
        #expect(try await folder.database.integer("SELECT count(*) FROM victim") == 1)
        let tables = try await folder.database.text(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_weir\\_%' ESCAPE '\\'")
        #expect(tables == "2")
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "\(verification)")
        if mode == "replace" {
            let again = try await folder.run()
            #expect(again.exitCode == 0, "\(again)")
            #expect(try await folder.database.integer("SELECT count(*) FROM \(table)") == 2)
        }
    }

    @Test("odd keys of NDJSON objects are columns like any other, and paths reach through dots and backslashes")
    func keys() async throws {
        let folder = try PipelineFolder(
            SpecText(
                files: "in.ndjson",
                columns: """
                    { "\\"; DROP TABLE victim; --": text, dotted: { type: integer, from: "a\\\\.b" }, \
                    nested: { type: integer, from: "a.b" }, slashed: { type: integer, from: "back\\\\\\\\slash" }, \
                    empty: { type: integer, from: "o." }, "🚀": integer, escaped: { type: integer, from: "é" } }
                    """))
        try folder.files.write(
            "in.ndjson",
            """
            {"\\"; DROP TABLE victim; --": "x", "a.b": 1, "a": {"b": 2}, "back\\\\slash": 3, "o": {"": 4}, "\\ud83d\\ude80": 5, "\\u00e9": 6}

            """)
        try await folder.database.execute("CREATE TABLE victim(x)")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT * FROM rows") == ["x|1|2|3|4|5|6"])
        #expect(try await folder.database.integer("SELECT count(*) FROM victim") == 0)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test(
        "names of the ledger and of SQLite are not to be had",
        arguments: ["_weir_runs", "_WEIR_x", "sqlite_master", "SQLite_x"])
    func reserved(_ name: String) async throws {
        let folder = try PipelineFolder(SpecText(table: name), csv: numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains("table names that start with"), "\(end)")
    }

    private static func csv(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
    private static func sql(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
