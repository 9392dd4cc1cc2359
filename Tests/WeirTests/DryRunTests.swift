// `weir run --dry-run`: all that a run finds out, and not a byte written.

import TestSupport
import Testing

@Suite("dry run")
struct DryRunTests {
    private static func folder(rejects: String = "max: 5", mode: String = "append") throws -> PipelineFolder {
        var spec = SpecText(transforms: ["filter: id <> 2", "assert: id <> 3"], sink: ["mode: \(mode)"])
        spec.more = ["rejects: { \(rejects) }"]
        return try PipelineFolder(spec, csv: numberedCSV(1...10) + "x,y\n")
    }

    @Test("its counts are those of the run that follows, whatever the mode", arguments: ["append", "replace"])
    func counts(mode: String) async throws {
        let folder = try Self.folder(mode: mode)
        let dry = try await folder.weir("run", "spec.yaml", "--dry-run", "--json")
        #expect(dry.exitCode == 0, "\(dry)")
        #expect(!folder.files.exists("out.sqlite"))
        #expect(dry.errors.contains("dry run: 11 records = 8 for the table + 1 dropped + 2 rejected; nothing was written"))
        #expect(dry.output.contains("\"dry_run\":true"))
        let run = try await folder.report()
        let report = try RunReport(json: dry.output)
        #expect(report.stages.map { [$0.in, $0.out, $0.dropped, $0.rejected] } == run.stages.map { [$0.in, $0.out, $0.dropped, $0.rejected] })
        #expect((report.records, report.inserted, report.rejected) == (run.records, run.inserted, run.rejected))
    }

    @Test("a database that is there stays as it is, to the byte, and what it has loaded is skipped")
    func skipped() async throws {
        let folder = try Self.folder()
        #expect(try await folder.run().exitCode == 0)
        let before = try folder.files.bytes("out.sqlite")
        let dry = try await folder.weir("run", "spec.yaml", "--dry-run")
        #expect(dry.exitCode == 0 && dry.errors.contains("already loaded by run 1, skipped"), "\(dry)")
        #expect(dry.errors.contains("0 records = 0 for the table") && dry.errors.contains("table rows has 8 rows"))
        #expect(try folder.files.bytes("out.sqlite") == before)
        #expect(!folder.files.exists("out.sqlite-journal"))
    }

    @Test("what would fail a run fails it too, with the same exit code", arguments: [
        ("max: 1", "CREATE TABLE other(x)", 65), ("max: 5", "CREATE TABLE rows(id INTEGER, other TEXT NOT NULL)", 64),
    ])
    func failures(rejects: String, sql: String, exitCode: Int32) async throws {
        let folder = try Self.folder(rejects: rejects)
        try await folder.database.execute(sql)
        let dry = try await folder.weir("run", "spec.yaml", "--dry-run")
        #expect(dry.exitCode == exitCode && dry.errors.hasSuffix("dry run: nothing was written\n"), "\(dry)")
        #expect(try await folder.run().exitCode == exitCode)
    }

    @Test("what is expected of the run's counts is checked")
    func expectations() async throws {
        var spec = SpecText()
        spec.more = ["expect: { rows_written: '>= 11' }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...10))
        let dry = try await folder.weir("run", "spec.yaml", "--dry-run")
        #expect(dry.exitCode == 65 && dry.errors.contains("expect.rows_written"), "\(dry)")
    }

    @Test("--restart with it is a usage error")
    func restart() async throws {
        #expect(try await Self.folder().weir("run", "spec.yaml", "--dry-run", "--restart").exitCode == 64)
    }
}
