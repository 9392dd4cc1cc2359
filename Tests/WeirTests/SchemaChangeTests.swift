// sink.on_schema_change: a table that is there and is not what the spec describes.

import Foundation
import TestSupport
import Testing

@Suite("schema changes")
struct SchemaChangeTests {
    @Test("add_columns adds what is missing and says so; what differs in type is an error all the same")
    func addColumns() async throws {
        for mode in ["append", "upsert", "ignore"] {
            var spec = SpecText()
            spec.sink = ["mode: \(mode)", "key: [id]", "on_schema_change: add_columns"]
            let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
            try await folder.database.execute("CREATE TABLE rows(id INTEGER PRIMARY KEY, other TEXT); INSERT INTO rows VALUES (-1, 'x')")
            let end = try await folder.run()
            #expect(end.exitCode == 0 && end.errors.contains("table rows changes: column \"name\" is added"), "\(end)")
            #expect(try await folder.database.rows("SELECT id, other, name FROM rows")
                == ["-1|x|NULL", "1|NULL|name 1", "2|NULL|name 2", "3|NULL|name 3"])
            #expect(try await folder.verify().exitCode == 0)
        }
        var spec = SpecText()
        spec.sink = ["on_schema_change: add_columns"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE rows(id TEXT)")
        let end = try await folder.run()
        #expect(end.exitCode == 64 && end.errors.contains("column \"id\" is TEXT there and INTEGER in the spec"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*) FROM pragma_table_info('rows')") == "1", "nothing is added half-way")
    }

    @Test("fail, the default, lists all differences and names the ways out")
    func fail() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE rows(id TEXT, must TEXT NOT NULL)")
        let end = try await folder.run()
        #expect(end.exitCode == 64, "\(end)")
        for difference in [
            "column \"id\" is TEXT there and INTEGER in the spec", "its column \"must\" must not be null",
            "it has no column \"name\"", "on_schema_change: add_columns",
        ] {
            #expect(end.errors.contains(difference), "\(end)")
        }
    }

    @Test("a replacing run says what it makes different about the table, since no other will")
    func replace() async throws {
        var spec = SpecText()
        spec.sink = ["mode: replace"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE rows(id TEXT, gone INTEGER)")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(
            end.errors.contains(
                "table rows changes: column \"id\" was TEXT and is INTEGER; column \"name\" is added; column \"gone\" is gone"), "\(end)")
        let again = try await folder.run()
        #expect(!again.errors.contains("changes"), "\(again)")
    }

    @Test("what is put into a table of another strictness keeps its kind, or is refused before it could change", arguments: [
        ("CREATE TABLE rows(id INTEGER, name TEXT, x ANY)", 64, "column \"x\" is ANY there and untyped in the spec"),
        ("CREATE TABLE rows(id INTEGER, name TEXT)", 0, "column \"x\" is added"),
        ("CREATE TABLE rows(id INTEGER, name TEXT) STRICT", 0, "column \"x\" is added"),
        ("CREATE TABLE rows(id INTEGER, name TEXT, x ANY) STRICT", 0, "balanced"),
        ("CREATE TABLE rows(id INTEGER, name TEXT, x AS (id))", 64, "column \"x\" is computed by the table itself"),
        ("PRAGMA encoding = 'UTF-16'; CREATE TABLE rows(id INTEGER, name TEXT, x)", 64, "the database keeps texts in UTF-16"),
    ])
    func strictness(sql: String, exitCode: Int32, says: String) async throws {
        for strict in [true, false] {
            var spec = SpecText()
            spec.sink = ["strict: \(strict)", "on_schema_change: add_columns"]
            spec.transforms = ["derive: { x: \"CASE id WHEN 1 THEN '007' ELSE id * 1.0 END\" }"]
            let folder = try PipelineFolder(spec, csv: numberedCSV(1...2))
            try await folder.database.execute(sql)
            let end = try await folder.run()
            #expect(end.exitCode == exitCode && end.errors.contains(says), "\(strict): \(end)")
            if exitCode == 0 {
                #expect(try await folder.database.rows("SELECT typeof(x), x FROM rows ORDER BY id") == ["text|007", "real|2.0"])
            }
        }
    }

    @Test("a replacing run says so too where only constraints go")
    func replacedConstraints() async throws {
        var spec = SpecText()
        spec.sink = ["mode: replace"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE rows(id INTEGER CHECK (id < 100), name TEXT DEFAULT 'x')")
        let end = try await folder.run()
        #expect(end.errors.contains("keys, constraints, defaults and the order of its columns are those of the spec"), "\(end)")
        #expect(try await !folder.run().errors.contains("changes"))
    }
}
