// What a run prints, for a person and for a script.

import Foundation
import TestSupport
import Testing

@Suite("run output")
struct RunOutputTests {
    static let spec = {
        var spec = SpecText()
        spec.transforms = ["filter: id <> 2", "assert: id <> 3"]
        spec.more = ["rejects: { max: 5 }", "params: { day: in }"]
        return spec
    }()

    @Test("--json prints one line of JSON that agrees with itself, with the ledger and with the table")
    func json() async throws {
        let folder = try PipelineFolder(Self.spec, csv: numberedCSV(1...10) + "x,y\n\n")
        let end = try await folder.weir("run", "spec.yaml", "--json")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.output.hasSuffix("}\n"))
        #expect(end.output.filter { $0 == "\n" }.count == 1)
        #expect(end.errors.contains("balanced: 11 records"), "the summary is for the person who waits")

        let report = try RunReport(json: end.output)
        #expect(report.balanced)
        #expect((report.records, report.inserted, report.dropped, report.rejected) == (11, 8, 1, 2))
        #expect(report.records == report.inserted + report.dropped + report.rejected)
        #expect((report.rowsBefore, report.rowsAfter) == (0, 8))
        #expect(report.stages.map(\.name) == ["decode", "filter", "assert", "sink"])
        for stage in report.stages { #expect(stage.in + stage.added == stage.out + stage.dropped + stage.rejected) }
        for (stage, next) in zip(report.stages, report.stages.dropFirst()) { #expect(stage.out == next.in) }
        #expect(report.inputs.map(\.path) == [folder.files.path("in.csv")])
        #expect(report.inputs.map(\.blankLines) == [1])
        let stored = try await folder.database.rows(
            "SELECT name, \"in\", added, out, dropped, rejected FROM _weir_stages ORDER BY stage")
        #expect(
            stored == report.stages.map { "\($0.name)|\($0.in)|\($0.added)|\($0.out)|\($0.dropped)|\($0.rejected)" })
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == report.inserted)
        #expect(try await folder.database.integer("SELECT count(*) FROM _weir_rejects") == report.rejected)
    }

    @Test("a run that fails says so in its JSON too, with the message and the exit code")
    func failedJSON() async throws {
        let folder = try PipelineFolder(csv: "id,name\nx,y\n")
        let end = try await folder.weir("run", "spec.yaml", "--json", "--quiet")
        let report = try RunReport(json: end.output)
        #expect(!report.balanced)
        #expect(report.failure?.exitCode == end.exitCode)
        #expect(report.failure?.message == end.errors.trimmingCharacters(in: .newlines))
        #expect((report.records, report.inserted) == (0, 0))
    }

    @Test("--quiet prints nothing when all went well, and only the error when not")
    func quiet() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        let good = try await folder.weir("run", "spec.yaml", "--quiet")
        #expect((good.exitCode, good.output, good.errors) == (0, "", ""))
        try folder.files.write("in.csv", "id,name\n")
        let bad = try await folder.weir("run", "spec.yaml", "--quiet")
        #expect(bad.exitCode == 65)
        #expect(bad.output == "")
        #expect(bad.errors.hasPrefix("in.csv: has changed since run 1 loaded it"), "\(bad)")
        #expect(bad.errors.filter { $0 == "\n" }.count == 1)
    }

    @Test("the summary spells out the equation, a line per stage, and leaves stdout to scripts")
    func summary() async throws {
        let folder = try PipelineFolder(Self.spec, csv: numberedCSV(1...10) + "x,y\n")
        let end = try await folder.run()
        #expect(end.output == "")
        let lines = end.errors.components(separatedBy: "\n")
        #expect(lines[0] == "test → out.sqlite, table rows (append), run 1")
        #expect(lines[1] == "  in.csv: 11 records")
        #expect(lines[2] == "  decode  11  →  10  1 rejected")
        #expect(lines[3] == "  filter  10  →   9  1 dropped")
        #expect(lines[4] == "  assert   9  →   8  1 rejected")
        #expect(lines[5] == "  sink     8  →   8")
        #expect(lines[6].contains("records/s") && lines[6].contains("peak memory"))
        #expect(lines[7].contains("bottleneck: ") && lines[7].contains("channel peak"))
        #expect(lines[8] == "balanced: 11 records = 8 inserted + 1 dropped + 2 rejected; table rows has 8 rows")
    }

    @Test("--set gives a parameter its value, and the last of several counts")
    func parameters() async throws {
        var spec = SpecText(files: "\"${day}.csv\"")
        spec.transforms = ["derive: { label: \"'${day}'\" }"]
        spec.more = ["params: { day: { default: in } }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...1))
        try folder.files.write("a=b.csv", numberedCSV(2...2))
        #expect(try await folder.run().exitCode == 0)
        let end = try await folder.weir("run", "spec.yaml", "--set", "day=other", "--set", "day=a=b")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id, label FROM rows") == ["1|in", "2|a=b"])
        #expect(
            try await folder.database.rows("SELECT params FROM _weir_runs") == [
                "{\"day\":\"in\"}", "{\"day\":\"a=b\"}",
            ])
    }

    @Test("several specs run one after the other, each with its line of JSON; the first that fails ends the call")
    func severalSpecs() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...3))
        try folder.write(SpecText(name: "failing", files: "bad.csv", table: "failing"), as: "failing.yaml")
        try folder.write(SpecText(name: "last", table: "last"), as: "last.yaml")
        try folder.files.write("bad.csv", "id,name\nx,y\n")
        let end = try await folder.weir("run", "spec.yaml", "failing.yaml", "last.yaml", "--json", "--quiet")
        #expect(end.exitCode == 65)
        let reports = try end.output.split(separator: "\n").map { try RunReport(json: String($0)) }
        #expect(reports.map(\.pipeline) == ["test", "failing"])
        #expect(reports.map(\.balanced) == [true, false])
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'last'") == 0)
    }

    @Test("check prints the plan and touches no data: no database, no folder for it")
    func check() async throws {
        var spec = Self.spec
        spec.database = "new/folder/out.sqlite"
        spec.sink = ["strict: true", "indexes: [[name], { columns: [id], unique: true }]"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors == "")
        for part in [
            "spec.yaml: pipeline test", "in.csv  35 B", "id:    integer", "name:  text", "filter  id <> 2",
            "CREATE TABLE \"rows\"(", "\"id\" INTEGER", ") STRICT;",
            "CREATE INDEX \"rows_name_idx\" ON \"rows\"(\"name\");",
            "CREATE UNIQUE INDEX \"rows_id_key\" ON \"rows\"(\"id\");",
        ] {
            #expect(end.output.contains(part), "\(part) in \(end)")
        }
        #expect(!folder.files.exists("new"))
    }

    @Test("a spec may stand in another folder: its paths are relative to it, and messages to the caller")
    func relativePaths() async throws {
        let folder = try PipelineFolder()
        try folder.write(SpecText(files: "../data/in.csv", database: "../build/out.sqlite"), as: "pipelines/spec.yaml")
        let missing = try await folder.run("pipelines/spec.yaml")
        #expect(missing.exitCode == 66)
        #expect(
            missing.errors.hasPrefix("data/in.csv: no such file")
                || missing.errors.hasPrefix("pipelines/../data/in.csv:"), "\(missing)")
        try folder.files.write("data/in.csv", numberedCSV(1...3))
        let end = try await folder.run("pipelines/spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(folder.files.exists("build/out.sqlite"))
        let absolute = try await WeirBinary.run(["verify-counts", folder.files.path("pipelines/spec.yaml")])
        #expect(absolute.exitCode == 0, "\(absolute)")
    }

    @Test("control characters in a file's name reach no terminal")
    func controlCharacters() async throws {
        let name = "in\u{1B}[31m.csv"
        let folder = try PipelineFolder(SpecText(files: "\"*.csv\""))
        try folder.files.write(name, numberedCSV(1...3))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(!end.errors.contains("\u{1B}"))
        #expect(try await folder.verify().output.contains("\u{1B}") == false)
    }
}
