// verify-counts --deep: the contents of the table against the checksums kept at load.

import Foundation
import TestSupport
import Testing

@Suite("verify-counts --deep")
struct DeepTests {
    static let columns = """
        { id: integer, t: text, r: real, b: boolean, d: { type: decimal, scale: 2 }, x: { type: blob, encoding: hex }, \
        at: timestamp, j: json }
        """

    static func folder(_ sink: [String] = []) throws -> PipelineFolder {
        var spec = SpecText()
        spec.columns = columns
        spec.sink = sink
        spec.transforms = ["derive: { e: \"CASE id % 4 WHEN 0 THEN NULL WHEN 1 THEN id WHEN 2 THEN id / 2.0 ELSE 'x' || id END\" }"]
        let header = "id,t,r,b,d,x,at,j\n"
        let rows = (1...300).map { id in
            id % 7 == 0
                ? ",,,,,,,\n"
                : "\(id),\(id % 2 == 0 ? "ä" : "text of more than sixteen bytes ")\(id),\(Double(id) / 8),\(id % 3 == 0),\(id).25,00ff\(id % 10)\(id % 10),2026-11-19T00:00:0\(id % 10)Z,[\(id)]\n"
        }
        return try PipelineFolder(spec, csv: header + rows.joined())
    }

    static let changes = [
        "UPDATE rows SET t = t || ' ' WHERE id = 5", "UPDATE rows SET t = upper(t) WHERE id = 5",
        "UPDATE rows SET id = id + 1000 WHERE id = 5", "UPDATE rows SET r = r + 1e-12 WHERE id = 8",
        "UPDATE rows SET b = 1 - b WHERE id = 5", "UPDATE rows SET d = d + 1 WHERE id = 5",
        "UPDATE rows SET x = x'00ff56' WHERE id = 5", "UPDATE rows SET x = CAST(x AS TEXT) WHERE id = 1",
        "UPDATE rows SET at = NULL WHERE id = 5", "UPDATE rows SET j = '[5 ]' WHERE id = 5",
        "UPDATE rows SET e = CAST(e AS REAL) WHERE id = 5", "UPDATE rows SET e = CAST(e AS TEXT) WHERE id = 5",
        "UPDATE rows SET t = '' WHERE rowid = (SELECT min(rowid) FROM rows WHERE t IS NULL)",
        // Two rows trade a value; a row trades two columns; one row for another.
        "UPDATE rows SET t = CASE id WHEN 1 THEN (SELECT t FROM rows WHERE id = 2) ELSE (SELECT t FROM rows WHERE id = 1) END WHERE id IN (1, 2)",
        "UPDATE rows SET at = t, t = at WHERE id = 5",
        "DELETE FROM rows WHERE id = 5; INSERT INTO rows SELECT * FROM rows WHERE id = 6",
    ]

    @Test("whatever is changed in one row is noticed, though all counts hold", arguments: changes)
    func changed(sql: String) async throws {
        let folder = try Self.folder()
        #expect(try await folder.run().exitCode == 0)
        let before = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(before.exitCode == 0 && before.output.contains("contents: 300 rows compared by checksum"), "\(before)")
        try await folder.database.execute(sql)
        let after = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(after.exitCode == 1, "\(after)")
        #expect(after.output.contains("table \"rows\": the contents of its rows are not what was loaded (checksum)"), "\(after)")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("what changes no content changes no verdict", arguments: [
        "VACUUM", "CREATE INDEX i ON rows(t)", "ALTER TABLE rows ADD COLUMN note TEXT; UPDATE rows SET note = 'mine'",
        "CREATE TABLE other AS SELECT * FROM rows; DELETE FROM rows; INSERT INTO rows SELECT * FROM other ORDER BY t; DROP TABLE other",
    ])
    func unchanged(sql: String) async throws {
        for strict in [true, false] {
            let folder = try Self.folder(["strict: \(strict)"])
            #expect(try await folder.run().exitCode == 0)
            try await folder.database.execute(sql)
            let end = try await folder.weir("verify-counts", "spec.yaml", "--deep")
            #expect(end.exitCode == 0, "\(end)")
        }
    }

    @Test("rows that were there before are left out where rowids or lineage tell them, and else nothing is said to be verified")
    func rowsBefore() async throws {
        for (sink, table, exitCode) in [
            ([], "CREATE TABLE rows(id INTEGER, name TEXT); INSERT INTO rows VALUES (-1, 'old')", 0),
            (["mode: ignore", "key: [id]"], "CREATE TABLE rows(id INTEGER UNIQUE, name TEXT); INSERT INTO rows VALUES (-1, 'old')", 0),
            (["mode: upsert", "key: [id]"], "CREATE TABLE rows(id INTEGER UNIQUE, name TEXT); INSERT INTO rows VALUES (-1, 'old')", 1),
            ([], "CREATE TABLE rows(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO rows VALUES (-1, 'old')", 1),
            (
                ["mode: upsert", "key: [id]", "lineage: true", "on_schema_change: add_columns"],
                "CREATE TABLE rows(id INTEGER UNIQUE, name TEXT); INSERT INTO rows VALUES (-1, 'old'), (2, 'old')", 0
            ),
        ] as [([String], String, Int32)] {
            var spec = SpecText()
            spec.sink = sink
            let folder = try PipelineFolder(spec, csv: numberedCSV(1...5))
            try await folder.database.execute(table)
            #expect(try await folder.run().exitCode == 0)
            #expect(try await folder.verify().exitCode == 0)
            let end = try await folder.weir("verify-counts", "spec.yaml", "--deep")
            #expect(end.exitCode == exitCode, "\(sink) \(end)")
            if exitCode == 1 {
                #expect(end.output.contains("its contents can't be verified: the table had 1 row before the first run"), "\(end)")
            } else {
                try await folder.database.execute("UPDATE rows SET name = 'older' WHERE id = -1")
                #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
                try await folder.database.execute("UPDATE rows SET name = 'older' WHERE id = 3")
                #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 1)
            }
        }
    }

    @Test("a column that came with a later run is verified too, and one that is gone is missed")
    func columnsOverTime() async throws {
        var spec = SpecText()
        spec.sink = ["on_schema_change: add_columns"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...5))
        #expect(try await folder.run().exitCode == 0)
        spec.files = "more.csv"
        spec.columns = "{ id: integer, name: text, more: real }"
        try folder.write(spec)
        try folder.files.write("more.csv", "id,name,more\n6,x,1.5\n7,y,\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.contains("table rows changes: column \"more\" is added"), "\(end)")
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
        try await folder.database.execute("UPDATE rows SET more = 1 WHERE id = 7")
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 1)
        try await folder.database.execute("ALTER TABLE rows DROP COLUMN more")
        let gone = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(gone.exitCode == 1 && gone.output.contains("column \"more\" is gone"), "\(gone)")
    }

    @Test("an update of part of the columns that others have filled can't be verified, and says so")
    func partialUpdate() async throws {
        var spec = SpecText()
        spec.sink = ["mode: upsert", "key: [id]"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...5))
        #expect(try await folder.run().exitCode == 0)
        spec.files = "ids.csv"
        spec.columns = "{ id: integer }"
        try folder.write(spec)
        try folder.files.write("ids.csv", "id\n2\n9\n")
        #expect(try await folder.run().exitCode == 0)
        let end = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(end.exitCode == 1, "\(end)")
        #expect(end.output.contains("run 2 updated rows without column \"name\", which an earlier run had filled"), "\(end)")
    }

    @Test("where VACUUM has numbered rows anew, those that were there before can't be told, which is no alarm about contents")
    func vacuum() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...10))
        try await folder.database.execute(
            "CREATE TABLE rows(id INTEGER, name TEXT); INSERT INTO rows(rowid, id, name) VALUES (1, -1, 'old'), (1000, -2, 'old')")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
        try await folder.database.execute("VACUUM")
        let end = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(end.exitCode == 1 && end.output.contains("can't be verified: the rows that were there before"), "\(end)")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("no whole number looks like null")
    func noNull() async throws {
        let folder = try PipelineFolder(csv: "id,name\n-6884282663029611473,a\n")
        #expect(try await folder.run().exitCode == 0)
        try await folder.database.execute("UPDATE rows SET id = NULL")
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 1)
    }
}
