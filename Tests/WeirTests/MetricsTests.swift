// weir run --metrics

import Foundation
import TestSupport
import Testing

/// Prometheus' own checker, from the PATH or as `make test-tools` has fetched it.
enum Promtool {
    static let path: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        let own = SharedFolder.repository.appending(path: ".build/tools").path(percentEncoded: false)
        return (folders + [own]).map { "\($0)/promtool" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// What it says of a metrics file: nothing if there is nothing to say.
    static func check(metrics file: String) async throws -> String {
        let end = try await Program.run("/bin/sh", ["-c", "exec \"$0\" check metrics < \"$1\"", path ?? "promtool", file])
        return end.exitCode == 0 ? end.output + end.errors : "exit \(end.exitCode): \(end)"
    }
}

@Suite("metrics")
struct MetricsTests {
    private static let success = "weir_run_success{pipeline=\"test\"}"
    private static let exitCode = "weir_run_exit_code{pipeline=\"test\"}"
    private static let lastSuccess = "weir_run_last_success_timestamp_seconds{pipeline=\"test\"}"

    /// Values by series.
    private static func series(_ folder: PipelineFolder, _ name: String = "weir.prom") throws -> [String: Double] {
        let text = try String(contentsOfFile: folder.files.path(name), encoding: .utf8)
        var found: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let end = try #require(line.lastIndex(of: " "))
            found[String(line[..<end])] = try #require(Double(line[end...].dropFirst()))
        }
        return found
    }

    @Test("the file has the numbers of the run's JSON, replaces what was there, and may be read by the exporter")
    func numbers() async throws {
        let spec = SpecText(transforms: ["filter: id <> 2"], more: ["rejects: { max: 5 }"])
        let folder = try PipelineFolder(spec, csv: "id,name\n1,a\n2,b\nx,c\n4,d\n")
        try folder.files.write("weir.prom", "old\n")
        let before = Date.now.timeIntervalSince1970
        let end = try await Program.run(
            "bash", ["-c", "umask 077; exec \"$0\" run spec.yaml --metrics weir.prom --json", WeirBinary.path], in: folder.files.url)
        #expect(end.exitCode == 0, "\(end)")
        let report = try RunReport(json: end.output)
        let series = try Self.series(folder)
        let table = "pipeline=\"test\",table=\"rows\""
        #expect(series[Self.success] == 1 && series[Self.exitCode] == 0)
        #expect(series["weir_run_records{\(table)}"] == Double(report.records))
        for (outcome, rows) in [("inserted", report.inserted), ("dropped", report.dropped), ("rejected", report.rejected)] {
            #expect(series["weir_run_rows{\(table),outcome=\"\(outcome)\"}"] == Double(rows), "\(outcome)")
        }
        for (position, stage) in report.stages.enumerated() {
            let labels = "\(table),position=\"\(position)\",stage=\"\(stage.name)\""
            #expect(series["weir_stage_in_rows{\(labels)}"] == Double(stage.in), "\(labels)")
            #expect(series["weir_stage_rejected_rows{\(labels)}"] == Double(stage.rejected), "\(labels)")
        }
        #expect(series["weir_table_rows{\(table)}"] == report.rowsAfter.map(Double.init))
        #expect(series["weir_run_peak_memory_bytes{pipeline=\"test\"}"] == Double(report.peakMemoryBytes))
        let start = try #require(series["weir_run_start_timestamp_seconds{pipeline=\"test\"}"])
        let finish = try #require(series["weir_run_end_timestamp_seconds{pipeline=\"test\"}"])
        let success = try #require(series[Self.lastSuccess])
        #expect(before - 1 <= start && start - 1 <= success && success <= finish + 1 && finish <= Date.now.timeIntervalSince1970 + 1)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.files.path("weir.prom"))
        #expect(attributes[.posixPermissions] as? Int == 0o644)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.files.path(""))
        #expect(names.filter { $0.contains("prom") } == ["weir.prom"])
    }

    @Test("failures of all kinds are in the file, and the last success stays what it was")
    func failures() async throws {
        let folder = try PipelineFolder(SpecText(files: "\"in*.csv\""), csv: numberedCSV(1...3))
        #expect(try await folder.weir("run", "spec.yaml", "--metrics", "weir.prom").exitCode == 0)
        let lastSuccess = try #require(try Self.series(folder)[Self.lastSuccess])

        func check(_ code: Int32, entered: Bool, _ arguments: [String] = ["spec.yaml"]) async throws {
            let end = try await WeirBinary.run(["run"] + arguments + ["--metrics", "weir.prom", "--quiet"], in: folder.files.url)
            #expect(end.exitCode == code, "\(end)")
            let series = try Self.series(folder)
            #expect(series[Self.success] == 0 && series[Self.exitCode] == Double(code), "\(end) \(series)")
            #expect(series[Self.lastSuccess] == lastSuccess, "\(end)")
            #expect(series.keys.contains { $0.hasPrefix("weir_run_records") } == entered, "\(end)")
        }
        try folder.files.write("in2.csv", "id,name\nx,y\n")
        try await check(65, entered: true)
        try folder.files.remove("in2.csv")
        try FileManager.default.moveItem(atPath: folder.files.path("in.csv"), toPath: folder.files.path("away.csv"))
        try await check(66, entered: false)
        try FileManager.default.moveItem(atPath: folder.files.path("away.csv"), toPath: folder.files.path("in.csv"))
        try folder.files.write("wrong.yaml", "weir: 1\nname: other\n")
        try await check(64, entered: false, ["wrong.yaml", "spec.yaml"])
        #expect(try Self.series(folder)["weir_run_success{pipeline=\"wrong\"}"] == 0)

        // Another run has the database.
        let busy = try await Program.run(
            "bash",
            ["-c", "exec 9>out.sqlite.weir-lock; flock 9; \"$0\" run spec.yaml --metrics weir.prom", WeirBinary.path], in: folder.files.url)
        #expect(busy.exitCode == 75, "\(busy)")
        #expect(try Self.series(folder) [Self.exitCode] == 75)
        #expect(try Self.series(folder) [Self.lastSuccess] == lastSuccess)
    }

    @Test("one file is about all specs of a call, also those that a failure before them has kept from being begun")
    func several() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        for (name, file) in [("first", "in.csv"), ("second", "bad.csv"), ("third", "in.csv")] {
            try folder.write(SpecText(name: name, files: file, table: name), as: "\(name).yaml")
        }
        try folder.files.write("bad.csv", "id,name\nx,y\n")
        let end = try await folder.weir("run", "first.yaml", "second.yaml", "third.yaml", "--metrics", "all.prom")
        #expect(end.exitCode == 65, "\(end)")
        let series = try Self.series(folder, "all.prom")
        let successes = ["first", "second", "third"].map { series["weir_run_success{pipeline=\"\($0)\"}"] }
        #expect(successes == [1, 0, 0])
        let codes = ["first", "second", "third"].map { series["weir_run_exit_code{pipeline=\"\($0)\"}"] }
        #expect(codes == [0, 65, nil])
    }

    @Test("a job's night is one file with all of its pipelines, and a night that can't be begun is in it, too")
    func job() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        for (name, file) in [("first", "in.csv"), ("second", "in.csv"), ("third", "in.csv")] {
            try folder.write(SpecText(name: name, files: file, table: name, database: "\(name).sqlite"), as: "\(name).yaml")
        }
        let job = """
            weir: 1
            job: nightly
            journal: journal.sqlite
            pipelines:
              - { spec: first.yaml, verify: counts }
              - { spec: second.yaml, name: zweite }
              - { spec: third.yaml, after: zweite }

            """
        try folder.files.write("job.yaml", job)
        let good = try await folder.weir("run", "job.yaml", "--metrics", "job.prom")
        #expect(good.exitCode == 0, "\(good)")
        let before = try Self.series(folder, "job.prom")
        #expect(before["weir_job_success{job=\"nightly\"}"] == 1)
        #expect(before["weir_run_verified{job=\"nightly\",pipeline=\"first\"}"] == 1)
        let lastSuccess = "weir_run_last_success_timestamp_seconds{job=\"nightly\",pipeline=\"zweite\"}"
        #expect(before[lastSuccess] != nil)

        // Another run has the second one's database.
        let end = try await Program.run(
            "bash",
            ["-c", "exec 9>second.sqlite.weir-lock; flock 9; \"$0\" run job.yaml --metrics job.prom", WeirBinary.path], in: folder.files.url)
        #expect(end.exitCode == 75, "\(end)")
        let series = try Self.series(folder, "job.prom")
        #expect(series["weir_job_success{job=\"nightly\"}"] == 0 && series["weir_job_exit_code{job=\"nightly\"}"] == 75)
        for (name, success, code) in [("first", 1.0, 0.0 as Double?), ("zweite", 0, 75), ("third", 0, nil)] {
            let labels = "{job=\"nightly\",pipeline=\"\(name)\"}"
            #expect(series["weir_run_success\(labels)"] == success, "\(name): \(series)")
            #expect(series["weir_run_exit_code\(labels)"] == code, "\(name): \(series)")
        }
        #expect(series[lastSuccess] == before[lastSuccess])
        #expect(series["weir_run_records{job=\"nightly\",pipeline=\"first\",table=\"first\"}"] == 0)
        if Promtool.path != nil { #expect(try await Promtool.check(metrics: folder.files.path("job.prom")) == "") }

        try folder.files.write("job.yaml", job + "retrys: 3\n")
        let wrong = try await folder.weir("run", "job.yaml", "--metrics", "job.prom")
        #expect(wrong.exitCode == 64, "\(wrong)")
        #expect(try Self.series(folder, "job.prom")["weir_job_exit_code{job=\"job\"}"] == 64)
    }

    @Test("a file that can't be written is told, and never masks how the run ended")
    func unwritable() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        let missing = try await folder.weir("run", "spec.yaml", "--metrics", "none/weir.prom")
        #expect(missing.exitCode == 73 && missing.errors.contains("metrics: none/weir.prom: can't be created: "), "\(missing)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 3)
        try folder.files.write("in.csv", "id,name\nx,y\n")
        let failed = try await folder.weir("run", "spec.yaml", "--metrics", "none/weir.prom")
        #expect(failed.exitCode != 73 && failed.exitCode != 0 && failed.errors.contains("metrics: none/weir.prom: "), "\(failed)")
        let dry = try await folder.weir("run", "spec.yaml", "--dry-run", "--metrics", "weir.prom")
        #expect(dry.exitCode == 64 && dry.errors.contains("--metrics is about loads"), "\(dry)")
    }

    @Test(
        "Prometheus finds nothing to say against the files, nor against the alerts of docs/metrics.md",
        .enabled(if: Promtool.path != nil, "needs promtool"))
    func promtool() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        var spec = SpecText(name: yaml("a \"b\" \\ c ü"), table: yaml("t \"1\""))
        spec.transforms = ["filter: id > 1"]
        try folder.write(spec)
        for code: Int32 in [0, 66] {
            if code == 66 { try folder.files.remove("in.csv") }
            let end = try await folder.weir("run", "spec.yaml", "--metrics", "weir.prom")
            #expect(end.exitCode == code, "\(end)")
            #expect(try await Promtool.check(metrics: folder.files.path("weir.prom")) == "")
        }
        try folder.files.write("bad.prom", "# TYPE weir_run_rows_total gauge\nweir_run_rows_total 1\n")
        #expect(try await Promtool.check(metrics: folder.files.path("bad.prom")) != "")

        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/metrics.md"), encoding: .utf8)
        let parts = page.components(separatedBy: "```yaml\n")
        try #require(parts.count == 2)
        try folder.files.write("rules.yaml", parts[1].components(separatedBy: "```")[0])
        let rules = try await Program.run(Promtool.path ?? "promtool", ["check", "rules", folder.files.path("rules.yaml")])
        #expect(rules.exitCode == 0 && rules.output.contains("SUCCESS: 4 rules found"), "\(rules)")
    }
}
