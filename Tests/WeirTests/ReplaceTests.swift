// mode: replace. Readers see the old table or the new one, and never anything between.

import Foundation
import TestSupport
import Testing

@Suite("replace")
struct ReplaceTests {
    static func spec(_ sink: String...) -> SpecText {
        var spec = SpecText()
        spec.sink = ["mode: replace", "indexes: [[name]]", "commit: { rows: 100 }"] + sink
        spec.more = ["flow: { batch_rows: 50 }"]
        return spec
    }

    @Test("a second run gives the same table, not a longer one, and each run is in the ledger")
    func twice() async throws {
        let folder = try PipelineFolder(Self.spec(), csv: numberedCSV(1...10))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(1...7))
        let report = try await folder.report()
        #expect(report.balanced)
        #expect(report.rowsAfter == 7)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 7)
        #expect(try await folder.database.rows("SELECT status FROM _weir_runs") == ["complete", "complete"])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a run that fails leaves the old table with its rows, index and trigger, and no trace of the new one")
    func failure() async throws {
        let folder = try PipelineFolder(Self.spec(), csv: numberedCSV(1...1000))
        #expect(try await folder.run().exitCode == 0)
        try await folder.database.execute(
            "CREATE TRIGGER mine AFTER DELETE ON rows BEGIN SELECT 1; END; CREATE INDEX other ON rows(id)")
        let before = try await folder.database.dump("rows")
        try folder.files.write("in.csv", numberedCSV(2001...3000) + "x,y\n")

        let end = try await folder.run()

        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("table rows is as it was"), "\(end)")
        #expect(try await folder.database.dump("rows") == before)
        #expect(
            try await folder.database.rows("SELECT name FROM sqlite_schema WHERE name LIKE '%\\_new\\_%' ESCAPE '\\'")
                == [])
        let verification = try await folder.verify()
        #expect(verification.exitCode == 1, "the last run did not end well")
        #expect(
            verification.output.contains("run 2: it did not end well (failed): in.csv: record 1,001"), "\(verification)"
        )

        try folder.files.write("in.csv", numberedCSV(1...5))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("views, and the indexes and triggers that others made on the table, survive")
    func attached() async throws {
        let folder = try PipelineFolder(Self.spec(), csv: numberedCSV(1...10))
        #expect(try await folder.run().exitCode == 0)
        try await folder.database.execute(
            """
            CREATE VIEW odd AS SELECT * FROM rows WHERE id % 2;
            CREATE INDEX by_length ON rows(length(name)) WHERE id > 0;
            CREATE TABLE log(id);
            CREATE TRIGGER mine AFTER DELETE ON rows BEGIN INSERT INTO log VALUES (old.id); END;
            """)
        try folder.files.write("in.csv", numberedCSV(11...20))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.integer("SELECT sum(id) FROM odd") == 11 + 13 + 15 + 17 + 19)
        let attached = try await folder.database.rows(
            "SELECT type, name FROM sqlite_schema WHERE tbl_name = 'rows' AND type <> 'table' ORDER BY name")
        #expect(attached == ["index|by_length", "trigger|mine", "index|rows_name_idx"])
        #expect(try await folder.database.text("DELETE FROM rows WHERE id = 15; SELECT id FROM log") == "15")
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok")
    }

    @Test("whoever reads while a run is under way sees the whole old table or the whole new one")
    func readers() async throws {
        let folder = try PipelineFolder(Self.spec(), csv: numberedCSV(1...500))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(1001...2000))
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "100"],
            in: folder.files.url)
        var seen: [String] = []
        repeat {
            seen.append(try await folder.database.text("SELECT count(*), min(id), max(id) FROM rows"))
        } while run.isRunning
        let end = await run.wait()
        #expect(end.exitCode == 0, "\(end)")
        #expect(Set(seen).isSubset(of: ["500|1|500", "1000|1001|2000"]), "\(Set(seen))")
    }

    @Test("a load with a row that breaks a unique index fails where no reject is allowed, and the old table stays")
    func uniqueIndex() async throws {
        let folder = try PipelineFolder(Self.spec(), csv: numberedCSV(1...10))
        var unique = Self.spec()
        unique.sink[1] = "indexes: [{ columns: [id], unique: true }]"
        try folder.write(unique)
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV([1, 2, 2]))
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("UNIQUE constraint failed: rows.id"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 10)
    }

    @Test("columns that the spec no longer has are gone from the table")
    func otherColumns() async throws {
        let folder = try PipelineFolder(Self.spec(), csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        var spec = Self.spec()
        spec.transforms = ["derive: { name: { sql: length(name), type: integer } }", "derive: { twice: id * 2 }"]
        try folder.write(spec)
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT * FROM rows") == ["1|6|2", "2|6|4", "3|6|6"])
        #expect(try await folder.verify().exitCode == 0)
    }
}
