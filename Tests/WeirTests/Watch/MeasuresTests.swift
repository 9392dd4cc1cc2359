// What a run has measured is in the database when it has ended, however that was.

import Foundation
import TestSupport
import Testing

@Suite("measures and samples")
struct MeasuresTests {
    private static let slow = ["WEIR_TEST_COMMIT_DELAY_MS": "40"]
    /// As far as any test is concerned.
    private static let endless = ["WEIR_TEST_COMMIT_DELAY_MS": "500"]
    private static let last = "SELECT records FROM _weir_samples ORDER BY seconds DESC LIMIT 1"

    @Test("a run that ends well keeps them, they agree with its summary, and the proof is none the worse")
    func complete() async throws {
        var spec = UnfinishedRunTests.spec
        spec.transforms = ["filter: id % 4 <> 0"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...2000))
        let end = try await folder.weir("run", "spec.yaml", "--json", "--quiet", environment: Self.slow)
        #expect(end.exitCode == 0, "\(end)")
        let summary = try #require(JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
        let stored = try await folder.database.text(
            """
            SELECT round(seconds, 6), file_bytes, decoded_bytes, round(decode_seconds, 6), round(transform_seconds, 6),
              round(insert_seconds, 6), round(commit_seconds, 6), round(finish_seconds, 6), commits, peak_memory_bytes
            FROM _weir_measures WHERE run_id = 1
            """)
        let keys = [
            "seconds", "file_bytes", "decoded_bytes", "decode_seconds", "transform_seconds", "insert_seconds",
            "commit_seconds", "finish_seconds", "commits", "peak_memory_bytes",
        ]
        let told = try keys.map { try #require(summary[$0] as? Double, "\($0)") }
        #expect(stored.split(separator: "|").map { Double($0) } == told)
        #expect(told[0] > 0.5, "fifteen commits of 40 ms")
        #expect(try await folder.database.integer(Self.last) == 2000)
        #expect(
            try await folder.database.text("SELECT max(rows_written), min(memory_bytes) > 0 FROM _weir_samples")
                == "1500|1")
        let samples = try await folder.database.integer("SELECT count(*) FROM _weir_samples") ?? 0
        #expect((4...240).contains(samples))
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a run that fails keeps them, and its samples end with what is committed")
    func failed() async throws {
        let folder = try PipelineFolder(UnfinishedRunTests.spec, csv: numberedCSV(1...1000) + "x,y\n")
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer(Self.last) == 1000)
        #expect(try await folder.database.text("SELECT seconds > 0, commits FROM _weir_measures") == "1|10")
    }

    @Test("a run that is interrupted keeps them, and the one that goes on puts its own in their place")
    func interrupted() async throws {
        let folder = try PipelineFolder(UnfinishedRunTests.spec, csv: numberedCSV(1...80_000))
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: Self.endless, in: folder.files.url)
        while run.isRunning, (try? await folder.database.integer("SELECT count(*) > 500 FROM rows")) != 1 {}
        run.send(SIGINT)
        #expect(await run.wait().exitCode == 130)
        let rows = try #require(try await folder.database.integer("SELECT count(*) FROM rows"))
        #expect(try await folder.database.integer(Self.last) == rows)
        #expect(try await folder.database.text("SELECT count(*), seconds > 0 FROM _weir_measures") == "1|1")

        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.integer(Self.last) == 80_000 - rows)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a database that an older Weir has made gets them with the next run")
    func olderLedger() async throws {
        let folder = try PipelineFolder(SpecText(files: "\"*.csv\""))
        try folder.files.write("a.csv", numberedCSV(1...10))
        #expect(try await folder.run().exitCode == 0)
        try await folder.database.execute("DROP TABLE _weir_measures; DROP TABLE _weir_samples")
        #expect(try await folder.verify().exitCode == 0)
        try folder.files.write("b.csv", numberedCSV(11...20))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT run_id FROM _weir_measures") == ["2"])
        #expect(try await folder.verify().exitCode == 0)
    }
}
