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
}
