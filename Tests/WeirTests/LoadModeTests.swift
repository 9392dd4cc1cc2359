// upsert and ignore: what a key does to rows that are there already.

import Foundation
import TestSupport
import Testing

@Suite("load modes")
struct LoadModeTests {
    static func spec(_ mode: String, key: String = "[id]", lineage: Bool = false) -> SpecText {
        var spec = SpecText()
        spec.files = "\"*.csv\""
        spec.sink = ["mode: \(mode)", "key: \(key)", "lineage: \(lineage)"]
        return spec
    }

    @Test("upsert writes over rows with the same key, ignore leaves them, and both say how many", arguments: [false, true])
    func modes(lineage: Bool) async throws {
        for (mode, name, counts) in [
            ("upsert", "new", "4 inserted + 2 updated + 0 dropped + 0 rejected"),
            ("ignore", "old", "4 inserted + 2 ignored + 0 dropped + 0 rejected"),
        ] {
            let folder = try PipelineFolder(Self.spec(mode, lineage: lineage))
            try folder.files.write("a.csv", "id,name\n1,old\n2,old\n3,old\n")
            try folder.files.write("b.csv", "id,name\n2,new\n3,new\n4,new\n")
            let end = try await folder.run()
            #expect(end.exitCode == 0, "\(end)")
            #expect(end.errors.contains("6 records = \(counts); table rows has 4 rows"), "\(end)")
            #expect(try await folder.database.rows("SELECT id, name FROM rows ORDER BY id")
                == ["1|old", "2|\(name)", "3|\(name)", "4|new"])
            #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
            let again = try await folder.run()
            #expect(again.exitCode == 0 && again.errors.contains("already loaded by run 1"), "\(again)")
        }
    }

    @Test("an upsert over rows that earlier runs have left is verified with their contents", arguments: [false, true])
    func laterRuns(lineage: Bool) async throws {
        let folder = try PipelineFolder(Self.spec("upsert", lineage: lineage))
        for night in 1...3 {
            try folder.files.write("\(night).csv", numberedCSV((night * 100)...(night * 100 + 149)))
            let end = try await folder.run()
            #expect(end.exitCode == 0, "\(end)")
            let verification = try await folder.weir("verify-counts", "spec.yaml", "--deep")
            #expect(verification.exitCode == 0, "\(verification)")
        }
        #expect(try await folder.database.text("SELECT count(*), min(id), max(id) FROM rows") == "350|100|449")
        try await folder.database.execute("UPDATE rows SET name = 'name 42O' WHERE id = 420")
        let verification = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(verification.exitCode == 1, "\(verification)")
        let culprit = lineage ? "3.csv: its 150 rows in the table are not" : "table \"rows\": the contents of its rows are not"
        #expect(verification.output.contains(culprit), "\(verification)")
        #expect(try await folder.verify().exitCode == 0, "counts alone can't tell")
    }

    @Test("a key makes the primary key of a table that Weir makes", arguments: [
        ("[id]", "\"id\" INTEGER PRIMARY KEY", ""), ("name", "\"name\" TEXT NOT NULL", "PRIMARY KEY (\"name\")"),
        ("[name, id]", "\"id\" INTEGER NOT NULL", "PRIMARY KEY (\"name\", \"id\")"),
    ])
    func primaryKey(key: String, column: String, constraint: String) async throws {
        for mode in ["append", "replace", "upsert", "ignore"] {
            let folder = try PipelineFolder(Self.spec(mode, key: key))
            try folder.files.write("a.csv", numberedCSV(1...3))
            #expect(try await folder.run().exitCode == 0)
            let schema = try await folder.database.text(".schema rows")
            #expect(schema.contains(column) && (constraint.isEmpty || schema.contains(constraint)), "\(mode): \(schema)")
        }
    }

    @Test("a null in the key is a reject in every mode, and so is a key that is there where rows are only added")
    func rejects() async throws {
        for (mode, rejected, rows) in [("append", 3, 2), ("replace", 3, 2), ("upsert", 2, 2), ("ignore", 2, 2)] {
            for key in ["[id]", "[name, id]"] {
                var spec = Self.spec(mode, key: key)
                spec.more = ["rejects: { max: 5 }"]
                let folder = try PipelineFolder(spec)
                try folder.files.write("a.csv", "id,name\n1,a\n,b\n1,a\n2,c\n,d\n")
                let report = try await folder.report()
                #expect(report.rejected == rejected && report.rowsAfter == rows, "\(mode) \(key)")
                let reasons = try await folder.database.rows("SELECT record, reason FROM _weir_rejects ORDER BY record")
                #expect(reasons.first == "2|id is null, and it is what tells the row from others", "\(reasons)")
                if rejected == 3 { #expect(reasons[1].hasPrefix("3|UNIQUE constraint failed: rows."), "\(reasons)") }
                #expect(try await folder.database.text("SELECT CAST(raw AS TEXT) FROM _weir_rejects WHERE record = 2") == ",b")
                #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
            }
        }
    }

    @Test("an existing table needs a unique index over exactly the key", arguments: [
        ("CREATE TABLE rows(id INTEGER, name TEXT)", 64),
        ("CREATE TABLE rows(id INTEGER, name TEXT, UNIQUE (id, name))", 64),
        ("CREATE TABLE rows(id INTEGER, name TEXT); CREATE UNIQUE INDEX u ON rows(id) WHERE id > 5", 64),
        ("CREATE TABLE rows(id INTEGER, name TEXT); CREATE INDEX u ON rows(id)", 64),
        ("CREATE TABLE rows(id INTEGER PRIMARY KEY, name TEXT)", 0),
        ("CREATE TABLE rows(id INTEGER UNIQUE, name TEXT)", 0),
        ("CREATE TABLE rows(name TEXT, id INTEGER PRIMARY KEY) WITHOUT ROWID", 0),
        ("CREATE TABLE rows(id INTEGER, name TEXT); CREATE UNIQUE INDEX u ON rows(id)", 0),
    ])
    func existingTable(sql: String, exitCode: Int32) async throws {
        for mode in ["append", "upsert", "ignore"] {
            let folder = try PipelineFolder(Self.spec(mode))
            try folder.files.write("a.csv", "id,name\n1,x\n2,y\n")
            try await folder.database.execute(sql)
            let end = try await folder.run()
            #expect(end.exitCode == exitCode, "\(mode): \(end)")
            if exitCode != 0 { #expect(end.errors.contains("no primary key or unique index over exactly the key (\"id\")"), "\(end)") }
        }
    }

    @Test("a unique index that takes texts of another case for equal can't be the key")
    func collation() async throws {
        let folder = try PipelineFolder(Self.spec("upsert", key: "name"))
        try folder.files.write("a.csv", "id,name\n1,x\n")
        try await folder.database.execute("CREATE TABLE rows(id INTEGER, name TEXT COLLATE NOCASE UNIQUE)")
        let end = try await folder.run()
        #expect(end.exitCode == 64 && end.errors.contains("takes different texts for equal"), "\(end)")
    }

    @Test("a table of more columns than an SQL function has arguments is upserted and verified all the same")
    func wide() async throws {
        let names = (1...300).map { "c\($0)" }
        var spec = Self.spec("upsert", key: "c1")
        spec.columns = "{ \(names.map { "\($0): text" }.joined(separator: ", ")) }"
        let folder = try PipelineFolder(spec)
        func row(_ key: String, _ value: String) -> String { ([key] + names.dropFirst().map { $0 + value }).joined(separator: ",") }
        let lines = [names.joined(separator: ","), row("a", "x"), row("b", "x"), row("a", "y")]
        try folder.files.write("a.csv", lines.joined(separator: "\n") + "\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.contains("2 inserted + 1 updated"), "\(end)")
        #expect(try await folder.database.rows("SELECT c1, c300 FROM rows ORDER BY c1") == ["a|c300y", "b|c300x"])
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
        try await folder.database.execute("UPDATE rows SET c300 = 'c300z' WHERE c1 = 'a'")
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 1)
    }

    @Test("the rows, rejects and counts of any batch size are those of one row at a time", arguments: ["append", "upsert", "ignore", "replace"])
    func batchSizes(mode: String) async throws {
        var random = SeededGenerator()
        let records = (0..<2000).map { _ in
            let id = Int.random(in: 0...9, using: &random) == 0 ? "" : "\(Int.random(in: 1...300, using: &random))"
            return "\(id),name \(Int.random(in: 0...9, using: &random))\n"
        }
        var results: [String] = []
        for rows in [1, 7, 4096] {
            var spec = Self.spec(mode)
            spec.more = ["rejects: { max: 100% }", "flow: { batch_rows: \(rows) }"]
            let folder = try PipelineFolder(spec)
            try folder.files.write("a.csv", "id,name\n" + records.joined())
            #expect(try await folder.run().exitCode == 0, "WEIR_SEED=\(random.seed)")
            #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0, "WEIR_SEED=\(random.seed)")
            results.append(
                try await folder.database.text(
                    """
                    SELECT * FROM rows ORDER BY id; SELECT record, reason FROM _weir_rejects ORDER BY record;
                    SELECT inserted, updated, ignored, rejected FROM _weir_stages WHERE name = 'sink'; SELECT contents FROM _weir_inputs
                    """))
        }
        #expect(results[0] == results[1] && results[1] == results[2], "WEIR_SEED=\(random.seed)")
    }
}
