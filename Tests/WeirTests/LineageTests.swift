// sink.lineage: each row says which record of which input it came from.

import Foundation
import TestSupport
import Testing

@Suite("lineage")
struct LineageTests {
    static func spec(_ sink: String...) -> SpecText {
        var spec = SpecText()
        spec.files = "[a.csv, b.csv]"
        spec.sink = ["lineage: true"] + sink
        spec.transforms = ["filter: id <> 2"]
        return spec
    }

    @Test("a row says its record's number, and its input joins the ledger's")
    func columns() async throws {
        let folder = try PipelineFolder(Self.spec())
        try folder.files.write("a.csv", numberedCSV(1...4))
        try folder.files.write("b.csv", numberedCSV(11...12))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows(
            """
            SELECT id, replace(path, rtrim(path, replace(path, '/', '')), ''), _weir_record FROM rows
            JOIN _weir_inputs ON input_id = _weir_input ORDER BY rows.rowid
            """) == ["1|a.csv|1", "3|a.csv|3", "4|a.csv|4", "11|b.csv|1", "12|b.csv|2"])
    }

    @Test("verify-counts compares rows per input, and names the one whose rows are not as they were", arguments: [
        ("DELETE FROM rows WHERE id = 3", "a.csv: 2 rows of it in the table, and the ledger says 3"),
        ("UPDATE rows SET _weir_input = 1 WHERE id = 3", "b.csv: 3 rows of it in the table, and the ledger says 2"),
        ("UPDATE rows SET _weir_input = 77 WHERE id = 3", "1 row of table \"rows\" say that they came from input 77"),
        ("UPDATE rows SET _weir_input = NULL WHERE id = 3", "a.csv: 2 rows of it in the table"),
        ("DELETE FROM rows WHERE id = 3; INSERT INTO rows SELECT * FROM rows WHERE id = 11", "b.csv: 3 rows of it in the table"),
    ])
    func perInput(sql: String, culprit: String) async throws {
        let folder = try PipelineFolder(Self.spec())
        try folder.files.write("a.csv", numberedCSV(1...4))
        try folder.files.write("b.csv", numberedCSV(11...12))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.verify().exitCode == 0)
        try await folder.database.execute(sql)
        let verification = try await folder.verify()
        #expect(verification.exitCode == 1 && verification.output.contains(culprit), "\(verification)")
    }

    @Test("--restart takes out a run's rows by their lineage, where rowids would not tell")
    func restart() async throws {
        var spec = Self.spec("mode: ignore", "key: [id]", "commit: { rows: 100 }")
        spec.more = ["flow: { batch_rows: 50 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("a.csv", numberedCSV(1001...1100))
        try folder.files.write("b.csv", numberedCSV(3000...3001))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.remove("a.csv")
        try folder.files.write("a.csv", numberedCSV(1001...1100))
        try folder.files.write("b.csv", numberedCSV(1...500) + "x,y\n")
        // New names, so that none is a changed input.
        spec.files = "[c.csv]"
        try folder.write(spec)
        try folder.files.write("c.csv", numberedCSV(501...900) + "x,y\n")
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 502)
        try folder.files.write("c.csv", numberedCSV(501...902))
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 0 && end.errors.contains("run 2 did not end well; its rows were taken out again"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 504)
    }

    @Test("a run that has written over others' rows can't be undone, and --restart says why")
    func cannotUndo() async throws {
        var spec = Self.spec("mode: upsert", "key: [id]", "commit: { rows: 100 }")
        spec.more = ["flow: { batch_rows: 50 }"]
        spec.files = "a.csv"
        let folder = try PipelineFolder(spec)
        try folder.files.write("a.csv", numberedCSV(1...10))
        #expect(try await folder.run().exitCode == 0)
        spec.files = "b.csv"
        try folder.write(spec)
        try folder.files.write("b.csv", numberedCSV(8...407) + "x,y\n")
        #expect(try await folder.run().exitCode == 65)
        let rows = try await folder.database.dump("rows")
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("can't be undone: 3 rows that had been there gave way to rows of it"), "\(end)")
        #expect(try await folder.database.dump("rows") == rows)
    }

    @Test("a table with lineage is not loaded into without")
    func mixed() async throws {
        let folder = try PipelineFolder(Self.spec())
        try folder.files.write("a.csv", numberedCSV(1...4))
        try folder.files.write("b.csv", numberedCSV(11...12))
        #expect(try await folder.run().exitCode == 0)
        var spec = SpecText()
        spec.files = "c.csv"
        try folder.files.write("c.csv", numberedCSV(1...4))
        try folder.write(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 64 && end.errors.contains("its rows have lineage, and the spec's have not"), "\(end)")
    }
}
