// What a job does about what may be better in a while: a database that is busy, an input that is late, a load that hangs.

import Foundation
import TestSupport
import Testing

@Suite("jobs: attempts and waiting")
struct JobRetryTests {
    @Test("a database that another run has is tried again until it is free")
    func busy() async throws {
        let folder = try JobFolder("pipelines: [{ spec: a.yaml, retries: { attempts: 100, delay: 1s } }]")
        try folder.add("a", csv: "id\n7\n", mode: "append", database: "shared.sqlite")
        try folder.add("other", script: "echo id; echo 1; touch begun; while [ ! -e go ]; do sleep 0.05; done", database: "shared.sqlite")
        let other = try RunningProgram(WeirBinary.path, ["run", "other.yaml"], in: folder.files.url)
        try await folder.await("begun", while: other)
        let job = try folder.start()
        while job.isRunning, !job.errors.contains("attempt 3 of 100 in 1s") { try await Task.sleep(for: .milliseconds(10)) }
        try folder.files.write("go", "")
        #expect(await other.wait().exitCode == 0)
        let end = await job.wait()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("another run has this database"))
        #expect(try await folder.journal.integer("SELECT attempts > 2 FROM _weir_night_pipelines WHERE status = 'succeeded'") == 1)
        #expect(try await SQLiteShell(folder.files.path("shared.sqlite")).integer("SELECT sum(id) FROM rows") == 8)
    }

    @Test("an input that comes late is waited for, as one attempt, and said once")
    func late() async throws {
        let folder = try JobFolder("pipelines: [{ spec: a.yaml, wait_for: 5m }, b.yaml]")
        try folder.add("a", csv: nil)
        try folder.add("b", script: "echo id; echo 1; touch others-run")
        let job = try folder.start()
        // Meanwhile others run.
        try await folder.await("others-run", while: job)
        try folder.files.write("a.csv", "id\n1\n2\n")
        let end = await job.wait()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.components(separatedBy: "no such file").count == 2, "\(end)")
        #expect(end.errors.contains("a: its input is missing; it is looked for again for 5m"))
        #expect(try await folder.journal.text("SELECT group_concat(name || attempts) FROM _weir_night_pipelines") == "a1,b1")
        #expect(try await folder.rows("a") == 2)
    }

    @Test("an input that never comes fails its pipeline when the time is up")
    func never() async throws {
        let folder = try JobFolder("pipelines: [{ spec: a.yaml, wait_for: 2s }]")
        try folder.add("a", csv: nil)
        let end = try await folder.weir("run", "job.yaml", "--quiet")
        #expect(end.exitCode == 66, "\(end)")
        #expect(try await folder.statuses() == ["a|failed|66"])
        #expect(end.errors.contains("exit code 66 (a: a.csv: no such file; check source.files)"), "\(end)")
    }

    @Test("a load whose time is up commits and ends, its command is gone, and the next night goes on")
    func timeout() async throws {
        let folder = try JobFolder("pipelines: [{ spec: slow.yaml, timeout: 3s }, { spec: hangs.yaml, timeout: 1s }]")
        try folder.files.write("in.csv", numberedCSV(1...80_000))
        try folder.files.write("slow.yaml", UnfinishedRunTests.spec.yaml)
        try folder.add("hangs", script: "echo $$ > pid; echo id; exec sleep 1000")
        let end = try await folder.weir("run", "job.yaml", environment: ["WEIR_TEST_COMMIT_DELAY_MS": "250"])
        #expect(end.exitCode == 75, "\(end)")
        #expect(try await folder.statuses() == ["slow|timed_out|75", "hangs|timed_out|75"])
        #expect(end.errors.contains("slow: is told to end (timeout 3s)"))
        #expect(try await folder.journal.text("SELECT error FROM _weir_night_pipelines WHERE name = 'slow'").hasPrefix("it had not ended after 3s, the timeout: "))
        let pid = pid_t(String(decoding: try folder.files.bytes("pid"), as: UTF8.self).dropLast())
        #expect(pid.map { kill($0, 0) } == -1, "the command still runs")
        let database = SQLiteShell(folder.files.path("out.sqlite"))
        #expect(try await database.integer("SELECT count(*) < 80000 FROM rows") == 1)

        try folder.write(job: "pipelines: [slow.yaml]")
        let next = try await folder.weir("run", "job.yaml")
        #expect(next.exitCode == 0, "\(next)")
        #expect(try await database.text("SELECT count(*), sum(id) FROM rows") == "80000|\(80_000 * 80_001 / 2)")
    }
}
