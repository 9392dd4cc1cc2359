// A run in which nothing moves gives up, says why, and can be gone on with.

import Foundation
import TestSupport
import Testing

@Suite("stalls")
struct StallTests {
    private static func spec(_ origin: String? = nil, timeout: String = "1s") -> SpecText {
        var spec = UnfinishedRunTests.spec
        spec.origin = origin
        spec.source = ["format: csv"]
        spec.more = ["flow: { batch_rows: 50, batch_bytes: 4KiB, stall_timeout: \(timeout) }"]
        return spec
    }

    @Test("a sink that hangs ends the process with 75, says what it was at, and the next run goes on")
    func sinkThatHangs() async throws {
        var spec = Self.spec()
        spec.more = ["flow: { batch_rows: 50, batch_bytes: 4KiB, high_watermark: 64KiB, stall_timeout: 1s }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...50_000))
        let end = try await folder.run(environment: ["WEIR_TEST_COMMIT_DELAY_MS": "100000000"])
        #expect(end.exitCode == 75 && !end.wasKilled, "\(end)")
        #expect(end.errors.contains("nothing has moved for 1 s (flow.stall_timeout)"), "\(end)")
        #expect(end.errors.contains("the writer commits a transaction of 100 rows"), "\(end)")
        #expect(end.errors.contains("the reader waits for room in the channel with in.csv, behind record "), "\(end)")
        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok")

        // A machine whose disk hangs for a second may need some more.
        var next = try await folder.run()
        for _ in 0..<20 where next.exitCode == 75 { next = try await folder.run() }
        #expect(next.exitCode == 0, "\(next)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 50_000)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a command that prints half and sleeps is killed, and nothing of it stays")
    func commandThatSleeps() async throws {
        let script = "echo $$ >pid; echo id,name; seq -f '%g,x' 1 5000; exec sleep 100000"
        let folder = try PipelineFolder(Self.spec("command: [sh, -c, \(yaml(script))]"))
        let end = try await folder.run()
        #expect(end.exitCode == 75, "\(end)")
        let pid = String(decoding: try folder.files.bytes("pid"), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(end.errors.contains("(pid \(pid)), behind record "), "\(end)")
        #expect(end.errors.contains("the reader waits for the next bytes of command: sh -c "), "\(end)")
        #expect(end.errors.contains("the writer waits for the reader"), "\(end)")
        #expect(kill(try #require(Int32(pid)), 0) != 0, "the command lives on")
        #expect(try await folder.database.text("SELECT status, error LIKE 'nothing has moved for 1 s%' FROM _weir_runs") == "failed|1")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
    }

    @Test("stdin whose writer never closes it is given up")
    func openStdin() async throws {
        let folder = try PipelineFolder(Self.spec("stdin: true", timeout: "2s"))
        let run = try RunningProgram(WeirBinary.path, ["run", "spec.yaml"], in: folder.files.url)
        try run.type(numberedCSV(1...2000))
        while run.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        let end = await run.wait()
        #expect(end.exitCode == 75, "\(end)")
        #expect(end.errors.contains("nothing has moved for 2 s"), "\(end)")
        #expect(end.errors.contains("the reader waits for the next bytes of stdin, behind record "), "\(end)")
        #expect(try await folder.database.text("SELECT status FROM _weir_runs") == "failed")
    }

    @Test("a last phase that takes far longer than the timeout is not shot as long as it works")
    func longLastPhase() async throws {
        var spec = UnfinishedRunTests.spec
        spec.sink = ["mode: replace", "durability: off"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        // Made again on the new table, in which each row takes it some 30 ms of the processor.
        try await folder.database.execute(
            "CREATE INDEX slow ON rows(length(replace(hex(zeroblob(600000 + id % 2)), '00', 'abc')))")
        try folder.files.write("in.csv", numberedCSV(1...250))
        spec.more = ["flow: { stall_timeout: 3s }"]
        try folder.write(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 250)
    }
}
