// weir rejects retry

import Foundation
import TestSupport
import Testing

@Suite("rejects retry")
struct RejectsRetryTests {
    /// Records 2 and 3 are no integers, 4 is too short, and 5 opens a quote that never closes.
    private static let dirty = "id,name\n1,a\n2.0,b\nx,c\n4\n\"5,e\n"

    /// A table into which a spec that is not yet right was loaded.
    private static func loaded(
        _ csv: String = dirty, sink: [String] = [], rejects: String = "rejects: { max: 100 }"
    ) async throws -> (folder: PipelineFolder, spec: SpecText) {
        var spec = SpecText()
        spec.sink = sink
        spec.more = [rejects]
        let folder = try PipelineFolder(spec, csv: csv)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        return (folder, spec)
    }

    private static func mended(_ spec: SpecText) -> SpecText {
        var spec = spec
        spec.columns = "{ id: text, name: text }"
        spec.transforms = ["cast: { id: real }", "cast: { id: integer }"]
        return spec
    }

    func checkBalanced(_ folder: PipelineFolder, deep: Bool = true) async throws {
        for end in try await [folder.verify(), deep ? folder.verifyDeep() : folder.verify()] {
            #expect(end.exitCode == 0, "\(end)")
        }
    }

    @Test("what the mended spec takes is loaded, what it does not is a reject of the new run, and all of it balances")
    func mend() async throws {
        let (folder, first) = try await Self.loaded()
        var spec = first
        spec.source = ["csv: { ragged: pad }"]
        try folder.write(spec)
        let sealed = try await folder.database.rows(
            "SELECT * FROM _weir_runs; SELECT * FROM _weir_rejects; SELECT * FROM _weir_stages")
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(
            end.errors.hasPrefix(
                "rejects of run 1: 3 to retry\n  left: 1 record with a quote that never closes; export --raw, "),
            "\(end)")
        #expect(end.errors.contains("\n  rejects of run 1: 3 records\n"), "\(end)")
        #expect(
            end.errors.contains("balanced: 3 records = 1 inserted + 0 dropped + 2 rejected; table rows has 2 rows"),
            "\(end)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a", "4|NULL"])
        // What is sealed is as it was.
        let after = try await folder.database.rows(
            "SELECT * FROM _weir_runs WHERE run_id = 1; SELECT * FROM _weir_rejects WHERE run_id = 1; SELECT * FROM _weir_stages WHERE run_id = 1"
        )
        #expect(after == sealed)
        #expect(
            try await folder.database.rows("SELECT * FROM _weir_retried") == ["1|2|1|1|1", "2|2|1|2|1", "3|2|1|3|1"])
        #expect(
            try await folder.database.rows(
                "SELECT record, reason, CAST(raw AS TEXT) FROM _weir_rejects WHERE run_id = 2")
                == ["1|\"2.0\" is not an integer|2.0,b", "2|\"x\" is not an integer|x,c"])
        try await checkBalanced(folder)
        let verification = try await folder.verify().output
        #expect(
            verification.contains("3 rejects retried since") && verification.contains("rejects of run 1"),
            "\(verification)")
        let list = try await folder.weir("rejects", "list", "spec.yaml", "--run", "1").output
        #expect(
            list.contains("5 records, 4 rejects, 3 retried since\n") && list.contains("\"4\" (retried by run 2)\n"),
            "\(list)")

        // What was refused again is exported with the header of the file that it was once in.
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.csv").exitCode == 0)
        #expect(try String(contentsOfFile: folder.files.path("raw.csv"), encoding: .utf8) == "id,name\n2.0,b\nx,c\n")
        let rest = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "rest.csv", "--run", "1")
        #expect(rest.errors.contains("rest.csv: 1 reject\n  left out: 3 that a later run has retried\n"), "\(rest)")

        // Once more, with a spec that takes the next one.
        try folder.write(Self.mended(spec))
        let again = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1")
        #expect(again.errors.hasPrefix("rejects of run 1: none to retry\n"), "\(again)")
        let next = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(
            next.exitCode == 0 && next.errors.contains("2 records = 1 inserted + 0 dropped + 1 rejected"), "\(next)")
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "4", "2"])
        try await checkBalanced(folder)
        #expect(try await folder.run().exitCode == 0)
        try await checkBalanced(folder)
    }

    @Test("records mended in an export are loaded once, one for each reject", arguments: ["", ".gz"])
    func mendedFile(_ packing: String) async throws {
        let (folder, _) = try await Self.loaded(sink: ["lineage: true"])
        #expect(
            try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.csv\(packing)").exitCode == 0)
        let text = try await Program.run("gzip", ["-dcf", folder.files.path("raw.csv\(packing)")]).output
        #expect(text == "id,name\n2.0,b\nx,c\n4\n\"5,e\n\n")
        let mended = "id,name\n2,b\nx,c\n4,d\n\"5\",e\n"
        func write(_ text: String) throws {
            try folder.files.write(
                "raw.csv\(packing)", bytes: packing.isEmpty ? Array(text.utf8) : Gzip.member(Array(text.utf8)))
        }
        for wrong in [mended + "6,f\n", mended.replacing("4,d\n", with: "")] {
            try write(wrong)
            let end = try await folder.weir(
                "rejects", "retry", "spec.yaml", "--run", "1", "--from", "raw.csv\(packing)")
            #expect(
                end.exitCode == 1 && end.errors.contains("records read = records of the rejects that are settled"),
                "\(end)")
            #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 1)
            #expect(try await folder.database.integer("SELECT count(*) FROM _weir_retried") == 0)
        }
        try write(mended)
        let end = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1", "--from", "raw.csv\(packing)")
        #expect(end.exitCode == 0 && end.errors.contains("4 records = 3 inserted + 0 dropped + 1 rejected"), "\(end)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a", "2|b", "4|d", "5|e"])
        let again = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1", "--from", "raw.csv\(packing)")
        #expect(again.errors.hasPrefix("rejects of run 1: none to retry"), "\(again)")
        try folder.files.remove("raw.csv\(packing)")
        try await checkBalanced(folder)
        // What is still no integer is a reject of the retry, and can be mended by the spec or once more by hand.
        let name = "again.csv"
        let export = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", name)
        #expect(export.exitCode == 0, "\(export)")
        #expect(try String(contentsOfFile: folder.files.path(name), encoding: .utf8) == "id,name\nx,c\n")
        try folder.files.write(name, "id,name\n3,c\n")
        #expect(try await folder.weir("rejects", "retry", "spec.yaml", "--from", name).exitCode == 0)
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "2", "4", "5", "3"])
        try await checkBalanced(folder)
        #expect(try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1", "--from", "no.csv").exitCode == 66)
    }

    @Test("rejects of every stage are the records they came from, and go through all stages again")
    func laterStages() async throws {
        var spec = SpecText(files: "in.ndjson")
        spec.transforms = ["derive: { id: id * 10 }", "assert: id < 100"]
        spec.sink = ["key: id"]
        spec.more = ["rejects: { max: 9 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.ndjson", "{\"id\":1}\n{\"id\":20}\n{\"id\":1,\"name\":\"again\"}\nnonsense\n")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT stage FROM _weir_rejects ORDER BY 1") == ["0", "2", "3"])
        spec.transforms[1] = "assert: id < 1000"
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0 && end.errors.contains("3 records = 1 inserted + 0 dropped + 2 rejected"), "\(end)")
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["10", "200"])
        try await checkBalanced(folder)
    }

    @Test(
        "a retry adds to the table by the spec's mode, with lineage of its own",
        arguments: ["append", "upsert", "ignore"])
    func modes(_ mode: String) async throws {
        let (folder, first) = try await Self.loaded(
            "id,name\n1,a\nx1,b\nx2,c\n", sink: ["mode: \(mode)", "key: id", "lineage: true"])
        var spec = first
        spec.columns = "{ raw_id: { type: text, from: id }, name: text }"
        spec.transforms = ["derive: { id: { sql: \"ltrim(raw_id, 'x')\", type: integer } }", "drop: raw_id"]
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml", "--json")
        #expect(end.exitCode == 0, "\(end)")
        let rows = try await folder.database.rows("SELECT id, name, _weir_input, _weir_record FROM rows ORDER BY id")
        #expect(rows == [mode == "upsert" ? "1|b|1|1" : "1|a|0|1", "2|c|1|2"])
        let report = try RunReport(json: end.output)
        #expect((report.records, report.inserted, report.rejected) == (2, 1, mode == "append" ? 1 : 0))
        try await checkBalanced(folder)
    }

    @Test("a raw record may be several records of another dialect, or none")
    func otherDialect() async throws {
        let (folder, first) = try await Self.loaded("id,name\n1,a\n# no\n\"2,b\n\n3,c\n")
        var spec = first
        #expect(try await folder.database.integer("SELECT count(*) FROM _weir_rejects") == 2)
        spec.source = ["csv: { quote: null, comment: \"#\" }"]
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0 && end.errors.contains("2 records = 1 inserted + 0 dropped + 1 rejected"), "\(end)")
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "3"])
        #expect(try await folder.database.rows("SELECT first_record, records FROM _weir_retried") == ["1|0", "1|2"])
        try await checkBalanced(folder)
    }

    @Test(
        "a mark or magic at the start of the first raw record is data",
        arguments: ["\u{FEFF}", "PK\u{3}\u{4}", "\u{FFFE}"])
    func firstBytes(_ start: String) async throws {
        var spec = SpecText(columns: "{ id: integer }")
        spec.source = ["csv: { header: false }"]
        spec.more = ["rejects: { max: 9 }"]
        let folder = try PipelineFolder(spec, csv: "1\n\(start)2\n")
        #expect(try await folder.run().exitCode == 0)
        spec.columns = "{ name: text }"
        spec.transforms = ["derive: { id: { sql: length(name), type: integer } }", "select: id"]
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "\(start.unicodeScalars.count + 1)"])
        try await checkBalanced(folder)
    }

    @Test("retries are refused where they would do harm, and then nothing is settled")
    func refusals() async throws {
        let (folder, first) = try await Self.loaded()
        var spec = first
        let replacing = spec.sink
        spec.sink = ["mode: replace"]
        try folder.write(spec)
        let replace = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(replace.exitCode == 64 && replace.errors.contains("mode: replace"), "\(replace)")
        #expect(try await folder.run().exitCode == 0)
        spec.sink = replacing
        try folder.write(spec)
        let replaced = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1")
        #expect(
            replaced.exitCode == 65 && replaced.errors.contains("a later run has replaced the table"), "\(replaced)")
        #expect(try await folder.weir("rejects", "retry", "spec.yaml", "--run", "9").exitCode == 66)
        spec.more = ["rejects: { max: 100 }", "expect: { columns: { id: \"> 100\" }, rows_read: \">= 1000\" }"]
        spec.source = ["csv: { ragged: pad }"]
        try folder.write(spec)
        let breach = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(breach.exitCode == 65 && breach.errors.contains("> 100"), "\(breach)")
        #expect(try await folder.database.integer("SELECT count(*) FROM _weir_retried") == 0)
        spec.more = ["expect: { rows_read: \">= 1000\" }"]
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0 && end.errors.contains("3 records = 1 inserted"), "\(end)")
        try await checkBalanced(folder)
    }

    @Test("a retry that is killed at any moment has loaded each record once or not at all, and can be repeated")
    func killed() async throws {
        let csv = "id,name\n0,start\n" + (1...3000).map { "x\($0),name \($0)\n" }.joined()
        let (folder, first) = try await Self.loaded(csv, rejects: "rejects: { max: 5000 }")
        var spec = first
        spec.columns = "{ raw_id: { type: text, from: id }, name: text }"
        spec.transforms = ["derive: { id: { sql: \"ltrim(raw_id, 'x')\", type: integer } }", "drop: raw_id"]
        try folder.write(spec)
        var random = SeededGenerator()
        let seed: Comment = "seed \(random.seed)"
        for _ in 0..<6 {
            let program = try RunningProgram(
                WeirBinary.path, ["rejects", "retry", "spec.yaml", "--run", "1"],
                environment: ["WEIR_TEST_COMMIT_DELAY_MS": "150"], in: folder.files.url)
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...500, using: &random)))
            program.kill()
            _ = await program.wait()
            let rows = try await folder.database.integer("SELECT count(*) FROM rows")
            #expect(rows == 1 || rows == 3001, seed)
            #expect(try await folder.database.integer("SELECT count(*) FROM _weir_retried") == rows! - 1, seed)
        }
        // One that was killed behind its transaction is finished like any run, with the same spec.
        #expect(try await folder.run().exitCode == 0, seed)
        let last = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1")
        #expect(last.exitCode == 0, "\(last)")
        #expect(
            try await folder.database.rows("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM rows") == [
                "3001|3001|0|3000"
            ], seed)
        try await checkBalanced(folder)
    }

    @Test("an edit of what was retried, or of its note, is noticed")
    func edits() async throws {
        for (edit, word) in [
            ("UPDATE _weir_retried SET records = 2 WHERE reject_id = 1", "seal"),
            ("DELETE FROM _weir_retried WHERE reject_id = 1", "records"),
            ("UPDATE _weir_rejects SET raw = CAST('9,b' AS BLOB) WHERE reject_id = 1", "CRC-32"),
            ("DELETE FROM _weir_rejects WHERE reject_id = 1", "gone from _weir_rejects"),
            ("DROP TABLE _weir_retried", "records"),
            ("UPDATE _weir_retried SET run_id = 77", "_weir_retried has entries of runs that _weir_runs lacks"),
        ] {
            let (folder, first) = try await Self.loaded()
            var spec = first
            spec.source = ["csv: { ragged: pad }"]
            try folder.write(spec)
            #expect(try await folder.weir("rejects", "retry", "spec.yaml").exitCode == 0)
            try await folder.database.execute(edit)
            let end = try await folder.verify()
            #expect(end.exitCode == 1 && end.output.contains(word), "\(edit): \(end)")
        }
    }

    @Test("a ledger without the table for retries gets it, and stays sealed")
    func olderLedger() async throws {
        let (folder, first) = try await Self.loaded()
        var spec = first
        try await folder.database.execute("DROP TABLE _weir_retried")
        #expect(try await folder.verify().exitCode == 0)
        #expect(try await folder.weir("rejects", "list", "spec.yaml").exitCode == 0)
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.csv").exitCode == 0)
        spec.source = ["csv: { ragged: pad }"]
        try folder.write(spec)
        #expect(try await folder.weir("rejects", "retry", "spec.yaml").exitCode == 0)
        try await checkBalanced(folder)
    }

    @Test("an undone retry can be repeated, and an input whose rejects were retried is not loaded anew")
    func undoneAndReloaded() async throws {
        let (folder, first) = try await Self.loaded("id,name\n1,a\n2\n", sink: ["lineage: true"])
        var spec = first
        spec.source = ["csv: { ragged: pad }", "changed_inputs: reload"]
        try folder.write(spec)
        #expect(try await folder.weir("rejects", "retry", "spec.yaml").exitCode == 0)
        // As if it had been killed behind its transaction.
        try await folder.database.execute(
            "UPDATE _weir_runs SET status = 'running', seal = NULL, finished_at = NULL WHERE run_id = 2")
        let refused = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1")
        #expect(refused.exitCode == 0 && refused.errors.contains("none to retry"), "\(refused)")
        #expect(try await folder.weir("run", "spec.yaml", "--restart").exitCode == 0)
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1"])
        let again = try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1")
        #expect(again.exitCode == 0, "\(again)")
        #expect(try await folder.database.rows("SELECT id FROM rows ORDER BY id") == ["1", "2"])
        try folder.files.write("in.csv", "id,name\n1,a\n2,b\n")
        let reload = try await folder.run()
        #expect(
            reload.exitCode == 65 && reload.errors.contains("1 reject of it was retried, and would be loaded twice"),
            "\(reload)")
        #expect(try await folder.database.rows("SELECT id FROM rows ORDER BY id") == ["1", "2"])
    }

    @Test("behind a run that did not end well nothing is retried")
    func unfinished() async throws {
        let (folder, first) = try await Self.loaded()
        var spec = first
        spec.files = "[in.csv, more.csv]"
        spec.source = ["csv: { ragged: pad }"]
        try folder.write(spec)
        try folder.files.write("more.csv", "id,name\n7,g\n")
        #expect(try await folder.run().exitCode == 0)
        // As if it had been killed behind its last transaction.
        try await folder.database.execute("UPDATE _weir_runs SET status = 'running', seal = NULL WHERE run_id = 2")
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 65 && end.errors.contains("run 2 did not end well; finish it with `weir run`"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM _weir_retried") == 0)
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.weir("rejects", "retry", "spec.yaml", "--run", "1").exitCode == 0)
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "7", "4"])
        try await checkBalanced(folder)
    }

    @Test("without the input nobody knows its header, unless the spec says it")
    func headerGone() async throws {
        let (folder, first) = try await Self.loaded("name,id\na,1\nb\n")
        let input = try folder.files.bytes("in.csv")
        try folder.files.remove("in.csv")
        var spec = first
        spec.source = ["csv: { ragged: pad }"]
        try folder.write(spec)
        let gone = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(gone.exitCode == 66 && gone.errors.contains("in.csv: is gone, and without its header"), "\(gone)")
        spec.source = ["csv: { ragged: pad, header: [name, id] }"]
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a", "NULL|b"])
        try folder.files.write("in.csv", bytes: input)
        try await checkBalanced(folder)
    }
}
