// weir run, check and verify-counts of a job file.

import Foundation
import TestSupport
import Testing

@Suite("jobs")
struct JobTests {
    @Test("the rest runs when one fails, but for what comes after it; journal, JSON, hook and text tell the same")
    func failure() async throws {
        let folder = try JobFolder(
            """
            verify: counts
            pipelines: [a.yaml, bad.yaml, { spec: dep.yaml, after: bad }, { spec: gone.yaml, after: dep }, late.yaml, { spec: b.yaml, after: a }]
            on_failure: [sh, -c, "cat > told.json; echo told"]
            on_success: [touch, wrong]
            """)
        for name in ["a", "b", "dep"] { try folder.add(name) }
        try folder.add("bad", csv: "id\n1\nx\n")
        try folder.add("late", csv: nil)
        let end = try await folder.weir("run", "job.yaml", "--json")
        #expect(end.exitCode == 65, "\(end)")
        #expect(
            try await folder.statuses() == [
                "a|succeeded|0", "bad|failed|65", "dep|skipped|NULL", "gone|skipped|NULL", "late|failed|66", "b|succeeded|0",
            ])
        #expect(try await folder.rows("a") == 3)
        #expect(try await folder.rows("b") == 3)
        #expect(!folder.files.exists("dep.sqlite") && !folder.files.exists("wrong"))
        #expect(String(decoding: try folder.files.bytes("told.json"), as: UTF8.self) == end.output)
        #expect(end.errors.contains("told"))
        let night = try JobFolder.json(end.output)
        #expect(night["exit_code"] as? Int == 65 && night["night"] as? Int == 1 && night["job"] as? String == "test")
        let pipelines = try #require(night["pipelines"] as? [[String: Any]])
        #expect(pipelines.map { $0["status"] as? String } == ["succeeded", "failed", "skipped", "skipped", "failed", "succeeded"])
        #expect(pipelines.map { $0["verified"] as? Bool } == [true, nil, nil, nil, nil, true])
        let runs = try #require(pipelines[0]["runs"] as? [[String: Any]])
        #expect(runs.count == 1 && runs[0]["records"] as? Int == 3 && (runs[0]["inputs"] as? [Any])?.count == 1)
        let totals = try #require(night["totals"] as? [String: Int])
        #expect(totals["inserted"] == 6 && totals["records"] == pipelines.reduce(0) { sum, pipeline in
            (pipeline["runs"] as? [[String: Any]] ?? []).reduce(sum) { $0 + ($1["records"] as? Int ?? 0) }
        })
        let reason = "bad.csv: record 2 (byte 5): id: \"x\" is not an integer; rejects.max is 0, so the run stopped"
        #expect(pipelines[1]["error"] as? String == reason)
        #expect(try await folder.journal.text("SELECT error FROM _weir_night_pipelines WHERE name = 'bad'") == reason)
        #expect((pipelines[4]["error"] as? String)?.contains("late.csv: no such file") == true)
        #expect(
            end.errors.contains("night 1: 2 of 6 pipelines succeeded; every record of these is accounted for; exit code 65 (bad: \(reason))"), "\(end)")
        #expect(try await folder.journal.text("SELECT exit_code, finished_at > started_at, notes FROM _weir_nights") == "65|1|[]")
        #expect(
            try await folder.journal.text(
                "SELECT json_extract(summaries, '$[0].inserted'), json_extract(verification, '$[0].balanced') FROM _weir_night_pipelines WHERE name = 'a'")
                == "3|1")
    }

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

    @Test("pipelines run at the same time, as many as the job lets them")
    func overlap() async throws {
        let folder = try JobFolder("concurrency: 2\ntimeout: 2m\npipelines: [a.yaml, b.yaml]")
        // Neither ends before the other has begun.
        for (own, other) in [("a", "b"), ("b", "a")] {
            try folder.add(own, script: "touch \(own).begun; echo id; echo 1; while [ ! -e \(other).begun ]; do sleep 0.05; done")
        }
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("[a] ") && end.errors.contains("[b] "), "\(end)")
    }

    @Test("two of one database never do, whatever leads to it")
    func oneDatabase() async throws {
        let folder = try JobFolder("concurrency: 4\npipelines: [a.yaml, b.yaml, c.yaml]")
        try FileManager.default.createSymbolicLink(atPath: folder.files.path("link.sqlite"), withDestinationPath: folder.files.path("a.sqlite"))
        for (name, database) in [("a", "a.sqlite"), ("b", "./a.sqlite"), ("c", "link.sqlite")] {
            let script = "[ -e running ] && touch together; touch running; echo id; echo 1; sleep 0.3; rm running"
            try folder.add(name, script: script, database: database)
        }
        for name in ["a", "b", "c"] {
            let spec = String(decoding: try folder.files.bytes("\(name).yaml"), as: UTF8.self)
            try folder.files.write("\(name).yaml", spec.replacing("table: rows", with: "table: \(name)"))
        }
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(!folder.files.exists("together"))
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

    @Test("yesterday is the zone's, and --set makes up for an earlier night")
    func days() async throws {
        let folder = try JobFolder("time_zone: Europe/Berlin\nparams: { day: yesterday }\npipelines: [{ spec: a.yaml, params: { day: today } }, b.yaml]")
        for name in ["a", "b"] {
            try folder.add(name, csv: nil, more: ["params: { day: }"])
            let spec = String(decoding: try folder.files.bytes("\(name).yaml"), as: UTF8.self)
            try folder.files.write("\(name).yaml", spec.replacing("\(name).csv", with: "${day}.csv"))
        }
        for day in ["2026-03-28", "2026-03-29", "2026-11-18"] { try folder.files.write("\(day).csv", "id\n\(day.suffix(2))\n") }
        // Half an hour into the night in which clocks are put forward.
        let end = try await folder.weir("run", "job.yaml", environment: ["WEIR_TEST_NOW": "2026-03-28T23:30:00Z"])
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database("a").text("SELECT id FROM rows") == "29")
        #expect(try await folder.database("b").text("SELECT id FROM rows") == "28")
        #expect(try await folder.journal.text("SELECT params FROM _weir_nights") == "{\"day\":\"2026-03-28\"}")
        #expect(try await folder.weir("run", "job.yaml", "--set", "day=2026-11-18").exitCode == 0)
        #expect(try await folder.database("b").rows("SELECT id FROM rows ORDER BY id") == ["18", "28"])
        let unknown = try await folder.weir("run", "job.yaml", "--set", "dya=1")
        #expect(unknown.exitCode == 64 && unknown.errors.contains("did you mean \"day\"?"), "\(unknown)")
    }

    @Test("a dry run loads, verifies and keeps nothing, and calls nobody")
    func dryRun() async throws {
        let folder = try JobFolder("verify: deep\npipelines: [a.yaml]\non_success: [touch, told]")
        try folder.add("a")
        let end = try await folder.weir("run", "job.yaml", "--dry-run", "--json")
        #expect(end.exitCode == 0, "\(end)")
        let night = try JobFolder.json(end.output)
        #expect(night["dry_run"] as? Bool == true && night["night"] == nil && (night["totals"] as? [String: Int])?["inserted"] == 3)
        #expect(!folder.files.exists("journal.sqlite") && !folder.files.exists("a.sqlite") && !folder.files.exists("told"))
    }

    @Test("counts that do not balance are the worst there is")
    func imbalance() async throws {
        let folder = try JobFolder("verify: counts\npipelines: [a.yaml, gone.yaml]")
        try folder.add("a")
        try folder.add("gone", csv: nil)
        #expect(try await folder.weir("run", "job.yaml").exitCode == 66)
        try await folder.database("a").execute("DELETE FROM rows WHERE id = 2")
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 1, "\(end)")
        #expect(try await folder.statuses(night: 2) == ["a|failed|1", "gone|failed|66"])
        #expect(
            try await folder.journal.text("SELECT verified, error FROM _weir_night_pipelines WHERE night_id = 2 AND position = 0")
                == "0|verify-counts: table \"rows\": 2 rows, and the ledger says 3: 1 row missing")
        let verification = try await folder.weir("verify-counts", "job.yaml")
        #expect(verification.exitCode == 1 && verification.errors.contains("gone.sqlite: no such database"), "\(verification)")
    }

    @Test("a hook that fails, is missing or reads nothing changes no exit code, and is noted")
    func hooks() async throws {
        let folder = try JobFolder("pipelines: [a.yaml]\non_success: [sh, -c, \"exit 3\"]")
        try folder.add("a")
        let failing = try await folder.weir("run", "job.yaml")
        #expect(failing.exitCode == 0 && failing.errors.contains("on_success: sh has ended with exit status 3"), "\(failing)")
        try folder.write(job: "pipelines: [a.yaml]\non_success: [./no-such-program]")
        #expect(try await folder.weir("run", "job.yaml").exitCode == 0)
        try folder.files.write("hook", "#!/bin/sh\npwd > where\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.files.path("hook"))
        try folder.write(job: "pipelines: [a.yaml, many.yaml]\non_success: [./hook]")
        // More JSON than a pipe holds.
        try folder.add("many", csv: nil, more: [])
        for number in 0..<400 { try folder.files.write("many/\(String(repeating: "n", count: 220))-\(number).csv", "id\n\(number)\n") }
        let spec = String(decoding: try folder.files.bytes("many.yaml"), as: UTF8.self)
        try folder.files.write("many.yaml", spec.replacing("many.csv", with: "many/*.csv"))
        let end = try await folder.weir("run", "job.yaml", "--json")
        #expect(end.exitCode == 0 && end.output.utf8.count > 70_000, "\(end.errors)")
        #expect(String(decoding: try folder.files.bytes("where"), as: UTF8.self).dropLast() == (folder.files.url.path as NSString).resolvingSymlinksInPath)
        #expect(
            try await folder.journal.rows("SELECT json_extract(notes, '$[0]') FROM _weir_nights") == [
                "on_success: sh has ended with exit status 3",
                "on_success: ./no-such-program can't be started: there is no such program as \(folder.files.path("no-such-program"))", "NULL",
            ])
        let many = try #require((try JobFolder.json(end.output)["pipelines"] as? [[String: Any]])?.last?["runs"] as? [[String: Any]])
        #expect((many[0]["inputs"] as? [Any])?.count == 200 && many[0]["inputs_left_out"] as? Int == 200 && many[0]["records"] as? Int == 400)
    }

    @Test("a job file that is wrong runs nothing, and check says all that is wrong with it and its specs")
    func faults() async throws {
        let folder = try JobFolder("pipelines: [a.yaml, { spec: b.yaml, after: c }]")
        try folder.add("a")
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 64 && end.errors.hasPrefix("job.yaml:4:44: error: unknown pipeline \"c\" in after"), "\(end)")
        #expect(!folder.files.exists("a.sqlite") && !folder.files.exists("journal.sqlite"))

        try folder.write(job: "pipelines: [a.yaml, b.yaml, { spec: c.yaml, wait_for: 1h, after: a }]")
        try folder.add("c", csv: nil)
        for name in ["a", "b"] {
            try folder.add(name)
            let spec = String(decoding: try folder.files.bytes("\(name).yaml"), as: UTF8.self)
            try folder.files.write("\(name).yaml", spec.replacing("mode: append", with: "mode: apend"))
        }
        let check = try await folder.weir("check", "job.yaml")
        #expect(check.exitCode == 64 && check.errors.contains("a.yaml:") && check.errors.contains("b.yaml:"), "\(check)")
        try folder.add("a")
        try folder.add("b")
        try folder.files.remove("b.csv")
        let missing = try await folder.weir("check", "job.yaml")
        #expect(missing.exitCode == 66 && missing.errors.contains("b.csv: no such file"), "\(missing)")
        try folder.add("b")
        let right = try await folder.weir("check", "job.yaml")
        #expect(right.exitCode == 0, "\(right)")
        #expect(right.output.contains("c  c.yaml  → c.sqlite, rows (append)  its input is not there yet"), "\(right)")
        #expect(right.output.contains("c: after a; waits 1h for its input"), "\(right)")
        #expect(!folder.files.exists("journal.sqlite"))

        let several = try await folder.weir("run", "job.yaml", "a.yaml")
        #expect(several.exitCode == 64 && several.errors.contains("name it alone"), "\(several)")
        let missingJob = try await folder.weir("run", "no-such.yaml")
        #expect(missingJob.exitCode == 66)
    }

    @Test("a spec that is wrong fails its pipeline, and the others run")
    func faultySpec() async throws {
        let folder = try JobFolder("pipelines: [wrong.yaml, a.yaml]")
        try folder.add("a")
        try folder.files.write("wrong.yaml", "weir: 1\nname: w\n")
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 64, "\(end)")
        #expect(try await folder.statuses() == ["wrong|failed|64", "a|succeeded|0"])
        #expect(try await folder.journal.text("SELECT error FROM _weir_night_pipelines WHERE position = 0").contains("missing key \"source\""))
    }

    @Test("a journal that can't be had ends the job before anything runs")
    func journal() async throws {
        let folder = try JobFolder("pipelines: [a.yaml]")
        try folder.add("a")
        try await folder.journal.execute("CREATE TABLE t(a)")
        let other = try await folder.weir("run", "job.yaml")
        #expect(other.exitCode == 73 && other.errors.contains("journal.sqlite: is no journal of a job"), "\(other)")
        try folder.files.remove("journal.sqlite")
        try folder.files.write("journal.sqlite/x", "")
        #expect(try await folder.weir("run", "job.yaml").exitCode == 73)
        #expect(!folder.files.exists("a.sqlite"))
    }

    @Test("behind the pipelines their databases are maintained, each once, and page and metrics tell of the night")
    func closing() async throws {
        let folder = try JobFolder(
            """
            pipelines: [a.yaml, b.yaml, gone.yaml]
            maintenance: { integrity_check: full, optimize: true, backup: { folder: copies, keep: 2 }, retention: 90d }
            report: night.html
            metrics: night.prom
            """)
        try folder.add("a")
        try folder.add("b", csv: "id\nx\n", database: "./a.sqlite")
        try folder.add("gone", csv: nil)
        let end = try await folder.weir("run", "job.yaml", "--json", "--quiet")
        #expect(end.exitCode == 65, "\(end)")
        let tasks = ["integrity_check", "backup", "retention", "optimize"]
        #expect(
            try await folder.journal.rows("SELECT database, task, succeeded FROM _weir_night_maintenance ORDER BY position")
                == tasks.map { "a.sqlite|\($0)|1" })
        let night = try JobFolder.json(end.output)
        let maintenance = try #require(night["maintenance"] as? [[String: Any]])
        #expect(maintenance.map { $0["task"] as? String } == tasks)
        let copy = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.files.path("copies")).first { $0.hasPrefix("a-") })
        #expect(try await SQLiteShell(folder.files.path("copies/\(copy)")).integer("SELECT count(*) FROM rows") == 3)
        let page = String(decoding: try folder.files.bytes("night.html"), as: UTF8.self)
        #expect(page.contains("exit code 65") && page.contains("&quot;x&quot; is not an integer"), "\(page.prefix(2000))")
        let metrics = String(decoding: try folder.files.bytes("night.prom"), as: UTF8.self)
        #expect(metrics.contains("weir_run_success{job=\"test\",pipeline=\"a\"} 1"), "\(metrics)")
        #expect(metrics.contains("weir_run_exit_code{job=\"test\",pipeline=\"gone\"} 66"), "\(metrics)")
    }

    @Test("maintenance that fails counts for the night; a file about it that can't be written hides nothing")
    func closingFails() async throws {
        let folder = try JobFolder(
            "pipelines: [a.yaml]\nmaintenance: { backup: { folder: taken } }\nreport: no/such/folder/night.html")
        try folder.add("a")
        try folder.files.write("taken", "")
        let end = try await folder.weir("run", "job.yaml")
        #expect(end.exitCode == 73, "\(end)")
        #expect(end.errors.contains("exit code 73 (backup of a.sqlite: "), "\(end)")
        #expect(end.errors.contains("report: no/such/folder/night.html"), "\(end)")
        #expect(try await folder.statuses() == ["a|succeeded|0"])
        #expect(try await folder.journal.text("SELECT task, succeeded FROM _weir_night_maintenance") == "backup|0")
        #expect(try await folder.journal.text("SELECT exit_code, json_extract(notes, '$[0]') LIKE 'report: %' FROM _weir_nights") == "73|1")

        try folder.write(job: "pipelines: [a.yaml]\nreport: no/such/folder/night.html")
        #expect(try await folder.weir("run", "job.yaml").exitCode == 73)
        try folder.write(job: "pipelines: [a.yaml, bad.yaml]\nreport: no/such/folder/night.html")
        try folder.add("bad", csv: "id\nx\n")
        #expect(try await folder.weir("run", "job.yaml").exitCode == 65)
    }

    @Test("what a job logs as JSON is nothing else")
    func logs() async throws {
        let folder = try JobFolder("concurrency: 2\nverify: counts\npipelines: [a.yaml, { spec: gone.yaml, wait_for: 1s }, wrong.yaml]")
        try folder.add("a")
        try folder.add("gone", csv: nil)
        try folder.files.write("wrong.yaml", "weir: 1\n")
        let end = try await folder.weir("run", "job.yaml", "-v", "--log-format", "json")
        #expect(end.exitCode == 64, "\(end)")
        let lines = end.errors.split(separator: "\n")
        #expect(lines.count > 5)
        for line in lines { #expect((try? JobFolder.json(String(line)))?["message"] != nil, "\(line)") }
    }
}
