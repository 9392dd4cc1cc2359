// SIGINT and SIGTERM: what was read is committed, and the next run goes on behind it.

import Foundation
import TestSupport
import Testing

@Suite("interruption")
struct InterruptionTests {
    /// Slow enough that no run of these tests comes to its end by itself before it is told to.
    private static let slow = ["WEIR_TEST_COMMIT_DELAY_MS": "250"]

    private static func started(
        _ folder: PipelineFolder, until condition: String, _ arguments: [String] = ["run", "spec.yaml"],
        environment: [String: String] = slow
    ) async throws -> RunningProgram {
        let run = try RunningProgram(WeirBinary.path, arguments, environment: environment, in: folder.files.url)
        while run.isRunning, (try? await folder.database.integer(condition)) != 1 {}
        return run
    }

    @Test(
        "the run commits what it has, says that the next one goes on, and the next one does",
        arguments: [(SIGINT, Int32(130), "SIGINT"), (SIGTERM, Int32(143), "SIGTERM")])
    func append(signal: Int32, code: Int32, name: String) async throws {
        let folder = try PipelineFolder(UnfinishedRunTests.spec, csv: numberedCSV(1...80_000))
        try folder.write(SpecText(name: "other", table: "other"), as: "other.yaml")
        let run = try await Self.started(
            folder, until: "SELECT count(*) > 500 FROM rows", ["run", "spec.yaml", "other.yaml"])
        run.send(signal)
        let end = await run.wait()
        #expect(end.exitCode == code && !end.wasKilled, "\(end)")
        #expect(
            end.errors.contains("interrupted by \(name); the next run goes on behind what is committed"), "\(end)")
        #expect(!end.errors.contains("failed"), "\(end)")

        let rows = try #require(try await folder.database.integer("SELECT count(*) FROM rows"))
        #expect(rows > 500 && rows < 80_000)
        #expect(
            try await folder.database.text("SELECT status, records, complete, rows_after FROM _weir_runs JOIN _weir_inputs USING (run_id)")
                == "interrupted|\(rows)|0|\(rows)")
        #expect(
            try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'other'") == 0,
            "the rest of the command line is not run")
        #expect(try await folder.verify().output.contains("interrupted"))

        let next = try await folder.run()
        #expect(next.exitCode == 0, "\(next)")
        #expect(next.errors.contains("in.csv: resumed behind record"), "\(next)")
        #expect(
            try await folder.database.text("SELECT count(*), count(DISTINCT id), sum(id) FROM rows")
                == "80000|80000|\(80_000 * 80_001 / 2)")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("in replace mode nothing of the run stays")
    func replace() async throws {
        var spec = UnfinishedRunTests.spec
        spec.sink.append("mode: replace")
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(1...80_000))
        let run = try await Self.started(folder, until: "SELECT records > 300 FROM _weir_inputs WHERE run_id = 2")
        run.send(SIGTERM)
        let end = await run.wait()
        #expect(end.exitCode == 143, "\(end)")
        #expect(end.errors.contains("interrupted by SIGTERM; the next run begins anew"), "\(end)")
        #expect(end.errors.contains("table rows is as it was"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 3)
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = '_weir_new_rows'") == 0)
        #expect(try await folder.database.text("SELECT status FROM _weir_runs WHERE run_id = 2") == "interrupted")
    }

    @Test("an index that takes for ever to build is given up, and the run can be gone on with")
    func lastPhase() async throws {
        var spec = UnfinishedRunTests.spec
        spec.sink = ["mode: replace"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        // Made again on the new table, in which every row takes it some 100 ms.
        try await folder.database.execute(
            "CREATE INDEX slow ON rows(length(replace(hex(zeroblob(2000000 + id % 2)), '00', 'abc')))")
        try folder.files.write("in.csv", numberedCSV(1...20_000))
        let run = try await Self.started(
            folder, until: "SELECT complete FROM _weir_inputs WHERE run_id = 2", environment: [:])
        run.send(SIGINT)
        let end = await run.wait()
        #expect(end.exitCode == 130, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), (SELECT status FROM _weir_runs WHERE run_id = 2) FROM rows") == "3|interrupted")

        try await folder.database.execute("DROP INDEX slow")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 20_000)
    }

    @Test("a second signal ends the process at once, and the database is sound")
    func twice() async throws {
        let folder = try PipelineFolder(UnfinishedRunTests.spec, csv: numberedCSV(1...80_000))
        let run = try await Self.started(
            folder, until: "SELECT count(*) = 0 FROM rows", environment: ["WEIR_TEST_COMMIT_DELAY_MS": "600000"])
        run.send(SIGINT)
        // The first may not have arrived yet, and two pending ones are one.
        while run.isRunning {
            run.send(SIGINT)
            try await Task.sleep(for: .milliseconds(20))
        }
        let end = await run.wait()
        #expect(end.wasKilled && end.exitCode == SIGINT, "\(end)")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 80_000)
    }
}
