// A job, or a load of it, that is told to end or is killed.

import Foundation
import TestSupport
import Testing

@Suite("jobs: signals and kills")
struct JobInterruptionTests {
    @Test("a signal lets what runs commit and end, and nothing more is begun", arguments: [(SIGINT, Int32(130), "SIGINT"), (SIGTERM, 143, "SIGTERM")])
    func interruption(signal: Int32, code: Int32, name: String) async throws {
        let folder = try JobFolder("concurrency: 2\npipelines: [a.yaml, b.yaml, c.yaml]\non_failure: [touch, told]")
        for name in ["a", "b"] { try folder.add(name, script: "touch \(name).begun; echo id; sleep 1000") }
        try folder.add("c")
        let job = try folder.start("--json")
        for name in ["a", "b"] { try await folder.await("\(name).begun", while: job) }
        job.send(signal)
        let end = await job.wait()
        #expect(end.exitCode == code && !end.wasKilled, "\(end)")
        #expect(try await folder.statuses() == ["a|interrupted|\(code)", "b|interrupted|\(code)", "c|interrupted|NULL"])
        #expect(end.errors.contains("not begun, since the job was interrupted by \(name)"), "\(end)")
        #expect(try JobFolder.json(end.output)["exit_code"] as? Int32 == code)
        #expect(try await folder.database("a").text("SELECT status FROM _weir_runs") == "interrupted")
        #expect(try await folder.journal.integer("SELECT exit_code FROM _weir_nights") == Int(code) && folder.files.exists("told"))
    }

    @Test("a second signal kills all, and the next night is sound")
    func twice() async throws {
        let folder = try JobFolder("pipelines: [a.yaml]")
        try folder.add("a", mode: "append")
        let job = try folder.start(environment: ["WEIR_TEST_COMMIT_DELAY_MS": "600000"])
        while job.isRunning, (try? await folder.database("a").integer("SELECT count(*) = 0 FROM rows")) != 1 {}
        let child = try #require(try folder.holder("a"))
        while job.isRunning {
            job.send(SIGINT)
            try await Task.sleep(for: .milliseconds(20))
        }
        let end = await job.wait()
        #expect(end.exitCode == 130, "\(end)")
        try await Self.awaitEnd(of: child)
        let next = try await folder.weir("run", "job.yaml")
        #expect(next.exitCode == 0, "\(next)")
        #expect(try await folder.rows("a") == 3)
        #expect(try await folder.journal.rows("SELECT finished_at IS NULL, exit_code FROM _weir_nights") == ["1|NULL", "0|0"])
    }

    /// Until a process is gone or nobody's but init's to bury.
    private static func awaitEnd(of process: pid_t) async throws {
        func isThere() -> Bool {
            guard kill(process, 0) == 0 else { return false }
            let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            return state?.contains(") Z ") != true
        }
        while isThere() { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test("a load that is killed fails its pipeline, and the night goes on")
    func killedChild() async throws {
        let folder = try JobFolder("pipelines: [a.yaml, b.yaml]")
        try folder.add("a", script: "touch begun; echo id; sleep 1000")
        try folder.add("b")
        let job = try folder.start()
        try await folder.await("begun", while: job)
        kill(try #require(try folder.holder("a")), SIGKILL)
        let end = await job.wait()
        #expect(end.exitCode == 75, "\(end)")
        #expect(try await folder.statuses() == ["a|failed|75", "b|succeeded|0"])
        #expect(try await folder.journal.text("SELECT error, summaries FROM _weir_night_pipelines WHERE name = 'a'").contains("its process was killed by SIGKILL"))
    }

    @Test("a job that is killed leaves a night without an end; the next one waits for what it left behind")
    func killedJob() async throws {
        let folder = try JobFolder("retries: { attempts: 100, delay: 2s }\npipelines: [a.yaml, b.yaml]")
        try folder.add("a", script: "touch begun; echo id; echo 1; while [ ! -e go ]; do sleep 0.05; done")
        try folder.add("b")
        let job = try folder.start()
        try await folder.await("begun", while: job)
        job.kill()
        _ = await job.wait()
        let next = try folder.start()
        while next.isRunning, !next.errors.contains("attempt 2 of 100") { try await Task.sleep(for: .milliseconds(10)) }
        let third = try await folder.weir("run", "job.yaml")
        #expect(third.exitCode == 75 && third.errors.contains("another weir runs this job (pid \(next.processIdentifier)"), "\(third)")
        try folder.files.write("go", "")
        let end = await next.wait()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.journal.rows("SELECT finished_at IS NULL, exit_code FROM _weir_nights") == ["1|NULL", "0|0"])
        #expect(try await folder.statuses() == ["a|running|NULL", "b|waiting|NULL"])
        #expect(try await folder.statuses(night: 2) == ["a|succeeded|0", "b|succeeded|0"])
        #expect(try await folder.weir("verify-counts", "job.yaml").exitCode == 0)

        let history = try await folder.weir("history", "job.yaml")
        #expect(history.exitCode == 0, "\(history)")
        let lines = history.output.components(separatedBy: "\n")
        #expect(lines[0] == "job test, journal.sqlite")
        #expect(lines[1].contains("night 1") && lines[1].hasSuffix("killed"), "\(history)")
        #expect(lines[2].contains("night 2") && lines[2].contains("2 of 2 succeeded"), "\(history)")
        #expect(history.output.contains("b → rows"), "\(history)")
        let json = try await folder.weir("history", "job.yaml", "--json")
        #expect(try JobFolder.json(String(try #require(json.output.split(separator: "\n").first)))["night"] as? Int == 1)
    }
}
