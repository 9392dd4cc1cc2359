// What a job does behind its pipelines: maintenance, hooks, page and metrics.

import Foundation
import TestSupport
import Testing

@Suite("jobs: closing")
struct JobClosingTests {
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
}
