// weir run --restart: only what is known to be the run's own is taken out.

import Foundation
import TestSupport
import Testing

@Suite("--restart")
struct UndoTests {
    /// A run that fails behind `rows` committed rows.
    private static func failed(_ sink: [String] = [], rows: Int = 300, before: String? = nil) async throws -> PipelineFolder {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 100 }"] + sink
        spec.more = ["flow: { batch_rows: 50 }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...rows) + "x,y\n")
        if let before { try await folder.database.execute(before) }
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("\(rows) rows of this run are committed"), "\(end)")
        try folder.files.write("in.csv", numberedCSV(1...rows))
        return folder
    }

    @Test("a foreign row that took the place of one of the run's is not deleted for it")
    func foreignRow() async throws {
        let folder = try await Self.failed(before: "CREATE TABLE rows(id INTEGER, name TEXT); INSERT INTO rows VALUES (-1, 'old')")
        try await folder.database.execute("DELETE FROM rows WHERE id = 3; INSERT INTO rows VALUES (7, 'foreign')")
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 65 && end.errors.contains("are not what it had loaded (checksum)"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 301)
    }

    @Test("in a table that was empty before, the rows are the run's in whatever mode and with whatever key", arguments: [
        ["key: [id]"], ["key: [id]", "mode: ignore"], ["key: [id]", "mode: upsert"], ["key: [name]", "mode: upsert"],
    ])
    func emptyBefore(sink: [String]) async throws {
        let folder = try await Self.failed(sink)
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 0 && end.errors.contains("its rows were taken out again"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 300)
        let verification = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("of a table that somebody has dropped there is nothing to take out")
    func dropped() async throws {
        let folder = try await Self.failed()
        try await folder.database.execute("DROP TABLE rows")
        #expect(try await folder.run().exitCode == 1, "its rows are missing")
        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.verify().exitCode == 0)
    }
}
