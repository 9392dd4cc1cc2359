// Job files, specs and journals that are wrong.

import Foundation
import TestSupport
import Testing

@Suite("jobs: faults")
struct JobFaultTests {
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
}
