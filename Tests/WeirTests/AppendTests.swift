// mode: append. What is loaded stays loaded, and is never loaded twice.

import Foundation
import TestSupport
import Testing

@Suite("append")
struct AppendTests {
    @Test("inputs that are already loaded are skipped, and said to be; new ones are added")
    func newFile() async throws {
        let folder = try PipelineFolder(SpecText(files: "\"day*.csv\""))
        try folder.files.write("day1.csv", numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("day2.csv", numberedCSV(4...5))

        let end = try await folder.run()

        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("day1.csv: already loaded by run 1, skipped"), "\(end)")
        #expect(
            end.errors.contains("balanced: 2 records = 2 inserted + 0 dropped + 0 rejected; table rows has 5 rows"),
            "\(end)")
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "2", "3", "4", "5"])

        let report = try await folder.report()
        #expect(report.skippedInputs.map(\.loadedByRun) == [1, 2])
        #expect((report.records, report.rowsBefore, report.rowsAfter) == (0, 5, 5))
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("an input that has changed since it was loaded is refused: its rows would be there twice")
    func changedFile() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(1...4))
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.csv: has changed since run 1 loaded it"), "\(end)")
        #expect(end.errors.contains("give the new file another name, or load with mode: replace"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 3)
    }

    @Test("an input that fails is loaded by the next run, and those before it are not loaded again")
    func failedInput() async throws {
        let folder = try PipelineFolder(SpecText(files: "\"day*.csv\""))
        try folder.files.write("day1.csv", numberedCSV(1...3))
        try folder.files.write("day2.csv", "id,name\nx,y\n")
        let failed = try await folder.run()
        #expect(failed.exitCode == 65)
        #expect(
            try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0,
            "nothing had been committed, and no empty table is left that the next spec would have to fit")
        try folder.files.write("day2.csv", numberedCSV(4...5))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "2", "3", "4", "5"])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a table that was there before, with rows and columns of its own, is added to and verified")
    func existingTable() async throws {
        var spec = SpecText()
        spec.sink = ["indexes: [[name]]"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        try await folder.database.execute(
            """
            CREATE TABLE "Rows"(key INTEGER PRIMARY KEY, NAME TEXT, more TEXT DEFAULT 'none', Id INTEGER);
            INSERT INTO rows(name, id) VALUES ('old', 0), ('older', -1);
            """)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(
            try await folder.database.rows("SELECT * FROM rows") == [
                "1|old|none|0", "2|older|none|-1", "3|name 1|none|1", "4|name 2|none|2", "5|name 3|none|3",
            ])
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "\(verification)")
        #expect(verification.output.contains("5 rows by the ledger, 5 in the table"), "\(verification)")
    }

    @Test("several pipelines may load into one table, and each verifies")
    func severalPipelines() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try folder.write(SpecText(name: "second", files: "second.csv"), as: "second.yaml")
        try folder.files.write("second.csv", numberedCSV(4...9))
        let end = try await folder.weir("run", "spec.yaml", "second.yaml")
        #expect(end.exitCode == 0, "\(end)")
        for spec in ["spec.yaml", "second.yaml"] {
            let verification = try await folder.verify(spec)
            #expect(verification.exitCode == 0, "\(verification)")
            #expect(verification.output.contains("9 rows by the ledger, 9 in the table"), "\(verification)")
        }
    }

    @Test("a row that breaks a constraint of the table is a reject, and nothing of its transaction stays where none is allowed")
    func constraint() async throws {
        let folder = try PipelineFolder(csv: numberedCSV([1, 2, 3, 2]))
        try await folder.database.execute("CREATE TABLE rows(id INTEGER UNIQUE, name TEXT)")
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.csv: record 4 (byte 35): UNIQUE constraint failed: rows.id; rejects.max is 0"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 0)
    }

    @Test("a trigger that swallows or adds rows is found out before anything is committed")
    func trigger() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try await folder.database.execute(
            """
            CREATE TABLE rows(id INTEGER, name TEXT);
            CREATE TRIGGER swallow BEFORE INSERT ON rows WHEN new.id = 2 BEGIN SELECT raise(IGNORE); END;
            """)
        let end = try await folder.run()
        #expect(end.exitCode == 1, "\(end)")
        #expect(end.errors.contains("rows given to SQLite = rows inserted, updated or ignored fails: 3 ≠ 2 (1 missing)"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 0)
    }

    @Test("a trigger that adds rows of its own is found out by the table's count")
    func addingTrigger() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try await folder.database.execute(
            """
            CREATE TABLE rows(id INTEGER, name TEXT);
            CREATE TRIGGER twice AFTER INSERT ON rows WHEN new.id = 2 BEGIN INSERT INTO rows VALUES (-2, 'extra'); END;
            """)
        let end = try await folder.run()
        #expect(end.exitCode == 1, "\(end)")
        #expect(end.errors.contains("inserted − removed = count(*) after − before fails: 3 ≠ 4 (1 too many)"), "\(end)")
        #expect(try await folder.verify().exitCode == 1)
    }
}
