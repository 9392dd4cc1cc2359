// changed_inputs: a file that was loaded and is not the same any more.

import Foundation
import TestSupport
import Testing

@Suite("changed inputs")
struct ChangedInputTests {
    static func spec(_ mode: String = "append") -> SpecText {
        var spec = SpecText()
        spec.files = "\"*.csv\""
        spec.source = ["changed_inputs: reload"]
        spec.sink = ["mode: \(mode)", "lineage: true", "commit: { rows: 100 }"]
        if mode != "append" { spec.sink.append("key: [id]") }
        spec.more = ["flow: { batch_rows: 50 }"]
        return spec
    }

    @Test("an input that has changed is loaded in place of what it was, and the others are left alone", arguments: ["append", "upsert", "ignore"])
    func reload(mode: String) async throws {
        let folder = try PipelineFolder(Self.spec(mode))
        try folder.files.write("a.csv", numberedCSV(1...1000))
        try folder.files.write("b.csv", numberedCSV(2001...3000))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("a.csv", numberedCSV(501...1100))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("a.csv: has changed since run 1 loaded it; its old rows make room for the new"), "\(end)")
        #expect(end.errors.contains("b.csv: already loaded by run 1"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), min(id), max(id), count(DISTINCT id) FROM rows") == "1600|501|3000|1600")
        let verification = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(verification.exitCode == 0, "\(verification)")
        #expect(verification.output.contains("loaded anew by run 2"), "\(verification)")
        let again = try await folder.run()
        #expect(again.errors.contains("a.csv: already loaded by run 2"), "\(again)")
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
    }

    @Test("a reload that fails leaves the old rows: it is one transaction")
    func oneTransaction() async throws {
        let folder = try PipelineFolder(Self.spec())
        try folder.files.write("a.csv", numberedCSV(1...1000))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("a.csv", numberedCSV(5001...6000) + "x,y\n")
        let failed = try await folder.run()
        #expect(failed.exitCode == 65, "\(failed)")
        #expect(try await folder.database.text("SELECT count(*), min(id), max(id) FROM rows") == "1000|1|1000")
        try folder.files.write("a.csv", numberedCSV(5001...6000))
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.text("SELECT count(*), min(id), max(id) FROM rows") == "1000|5001|6000")
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--deep").exitCode == 0)
    }

    @Test("an input that changes under an unfinished run is loaded anew in the same way")
    func unfinished() async throws {
        let folder = try PipelineFolder(Self.spec())
        try folder.files.write("a.csv", numberedCSV(1...500))
        try folder.files.write("b.csv", numberedCSV(1001...2000) + "x,y\n")
        let failed = try await folder.run()
        #expect(failed.exitCode == 65 && failed.errors.contains("1,500 rows of this run are committed"), "\(failed)")
        try folder.files.write("b.csv", numberedCSV(1001...2100))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id), max(id) FROM rows") == "1600|1600|2100")
        let verification = try await folder.weir("verify-counts", "spec.yaml", "--deep")
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("an input that was loaded without lineage can't be loaded anew, which is said before anything is done")
    func withoutLineage() async throws {
        var spec = Self.spec()
        spec.source = []
        spec.sink = []
        let folder = try PipelineFolder(spec)
        try folder.files.write("a.csv", numberedCSV(1...10))
        #expect(try await folder.run().exitCode == 0)
        spec = Self.spec()
        spec.sink.append("on_schema_change: add_columns")
        try folder.write(spec)
        try folder.files.write("b.csv", numberedCSV(11...20))
        #expect(try await folder.run().exitCode == 0, "what has not changed is not concerned")
        try folder.files.write("a.csv", numberedCSV(1...12))
        try folder.files.write("c.csv", numberedCSV(21...30))
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("a.csv: has changed since run 1 loaded it, and its old rows can't make room for the new ones, since that run had no sink.lineage"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), (SELECT count(*) FROM _weir_runs) FROM rows") == "20|2")
    }

    @Test("a refusal names changed_inputs: reload where it is a way out, and it is one", arguments: [true, false])
    func wayOut(isFinished: Bool) async throws {
        for lineage in [true, false] {
            var spec = Self.spec()
            spec.source = []
            spec.sink[1] = "lineage: \(lineage)"
            let folder = try PipelineFolder(spec)
            try folder.files.write("a.csv", numberedCSV(1...1000))
            if !isFinished { try folder.files.write("b.csv", numberedCSV(2001...2100) + "x,y\n") }
            #expect(try await folder.run().exitCode == (isFinished ? 0 : 65))
            try folder.files.write("a.csv", numberedCSV(1...1200))
            try folder.files.write("b.csv", numberedCSV(2001...2100))
            let refused = try await folder.run()
            #expect(refused.exitCode == 65, "\(refused)")
            #expect(refused.errors.contains("et changed_inputs: reload put its new rows in the place of the old") == lineage, "\(refused)")
            guard lineage else { continue }
            spec.source = ["changed_inputs: reload"]
            try folder.write(spec)
            let end = try await folder.run()
            #expect(end.exitCode == 0, "\(end)")
            #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows") == "1300|1300")
            #expect(try await folder.verifyDeep().exitCode == 0)
        }
    }

    @Test("rows of the old load that somebody has removed are missed before the new ones are in")
    func missing() async throws {
        let folder = try PipelineFolder(Self.spec())
        try folder.files.write("a.csv", numberedCSV(1...10))
        #expect(try await folder.run().exitCode == 0)
        try await folder.database.execute("DELETE FROM rows WHERE id = 3")
        try folder.files.write("a.csv", numberedCSV(1...12))
        let end = try await folder.run()
        #expect(end.exitCode == 1, "\(end)")
        #expect(end.errors.contains("a.csv by the ledger = rows deleted fails: 10 ≠ 9 (1 missing)"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 9)
    }

    @Test("a reload that would lose rows of other inputs is refused, and nothing is changed")
    func othersRows() async throws {
        for (mode, first, second, changed, reason) in [
            ("upsert", 3...7, 1...5, "b", "3 rows of other inputs gave way to rows of it"),
            ("ignore", 1...5, 3...7, "a", "3 rows of later inputs were left out for a key that may have been its"),
            ("append", 1...5, 3...7, "a", "3 rows of later inputs were left out for a key that may have been its"),
        ] {
            var spec = Self.spec(mode)
            if mode == "append" { spec.sink.append("key: [id]") }
            spec.more.append("rejects: { max: 10 }")
            let folder = try PipelineFolder(spec)
            try folder.files.write("a.csv", numberedCSV(first))
            try folder.files.write("b.csv", numberedCSV(second))
            #expect(try await folder.run().exitCode == 0)
            let rows = try await folder.database.dump("rows")
            try folder.files.write("\(changed).csv", numberedCSV(1...1))
            let end = try await folder.run()
            #expect(end.exitCode == 65 && end.errors.contains(reason), "\(mode): \(end)")
            #expect(try await folder.database.dump("rows") == rows)
        }
    }
}
