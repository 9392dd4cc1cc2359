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
