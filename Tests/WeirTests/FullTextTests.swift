// The full-text index of a table.

import Foundation
import TestSupport
import Testing

@Suite("full-text search")
struct FullTextTests {
    private static func spec(_ fullText: String?, mode: String = "append", more: [String] = []) -> SpecText {
        SpecText(sink: ["mode: \(mode)"] + (fullText.map { ["full_text: \($0)"] } ?? []) + more)
    }

    private static func found(_ text: String, in folder: PipelineFolder) async throws -> [String] {
        try await folder.database.rows("SELECT rowid FROM rows_fts WHERE rows_fts MATCH '\(text)' ORDER BY 1")
    }

    @Test("what a run has loaded is found behind it, in every mode", arguments: ["append", "replace", "upsert, key: id", "ignore, key: id"])
    func modes(mode: String) async throws {
        let mode = mode.split(separator: ", ").map(String.init)
        let folder = try PipelineFolder(
            Self.spec("[name]", mode: mode[0], more: Array(mode.dropFirst()) + ["views: { found: SELECT rowid FROM rows_fts }"]),
            csv: numberedCSV(1...50))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await Self.found("7", in: folder) == ["7"])
        var again = Self.spec("{ columns: name, tokenize: porter }", mode: mode[0], more: Array(mode.dropFirst()))
        again.files = "in-2.csv"
        try folder.write(again)
        try folder.files.write("in-2.csv", numberedCSV(51...60))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await Self.found("names", in: folder).count == (mode[0] == "replace" ? 10 : 60))
        try await folder.database.execute("INSERT INTO rows_fts(rows_fts, rank) VALUES ('integrity-check', 1)")
        #expect(try await folder.verifyDeep().exitCode == 0)
        try folder.write({ var spec = again; spec.sink.removeAll { $0.hasPrefix("full_text") }; return spec }())
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'rows_fts%'") == 0)
    }

    @Test("a run that was killed leaves no index that answers from before, and the next one makes it")
    func killed() async throws {
        let folder = try PipelineFolder(Self.spec("name", more: ["commit: { rows: 1 }"]), csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        var spec = Self.spec("name", more: ["commit: { rows: 1 }"])
        spec.files = "in-2.csv"
        spec.more = ["flow: { batch_rows: 1 }"]
        try folder.write(spec)
        try folder.files.write("in-2.csv", numberedCSV(11...60))
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "100"], in: folder.files.url)
        while run.isRunning, try await folder.database.integer("SELECT count(*) FROM rows") == 3 {}
        run.kill()
        _ = await run.wait()
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows_fts'") == 0)
        #expect(try await folder.run().exitCode == 0)
        #expect(try await Self.found("name", in: folder).count == 53)
    }

    @Test("what can't be is told at its place")
    func wrong() async throws {
        for (fullText, message) in [
            ("nam", "unknown column \"nam\" in full_text; did you mean \"name\"?"),
            ("[id]", "column \"id\" in full_text is integer, not text"),
            ("{ columns: name, tokenize: nosuch }", "full_text: no such tokenizer: nosuch"),
            ("{ tokenize: porter }", "missing key \"columns\" in sink.full_text"),
        ] {
            let folder = try PipelineFolder(Self.spec(fullText), csv: numberedCSV(1...3))
            let end = try await folder.weir("check", "spec.yaml")
            #expect(end.exitCode == 64 && end.errors.contains(message), "\(end)")
        }
    }

    @Test("a name that something else has, and a table without rowids, are refused before a row is read")
    func refused() async throws {
        for (sql, message) in [
            ("CREATE TABLE rows_fts(x)", "something else is called so already"),
            ("CREATE TABLE rows(id INTEGER PRIMARY KEY, name TEXT) WITHOUT ROWID", "table \"rows\" is one WITHOUT ROWID"),
        ] {
            let folder = try PipelineFolder(Self.spec("name"), csv: numberedCSV(1...3))
            try await folder.database.execute(sql)
            let end = try await folder.run()
            #expect(end.exitCode == 65 && end.errors.contains(message), "\(end)")
        }
    }
}
