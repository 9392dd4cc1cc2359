// Runs that ended before their inputs did, with rows already committed.

import Foundation
import TestSupport
import Testing

@Suite("unfinished runs")
struct UnfinishedRunTests {
    static let spec = {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 100 }"]
        spec.more = ["flow: { batch_rows: 50 }"]
        return spec
    }()

    @Test("an append that failed is refused when its spec or input has changed, which names the way out, and --restart is that way")
    func changed() async throws {
        let folder = try PipelineFolder(Self.spec, csv: numberedCSV(1...1000) + "x,y\n")
        let failed = try await folder.run()
        #expect(failed.exitCode == 65)
        #expect(failed.errors.contains("1,000 rows of this run are committed"), "\(failed)")
        #expect(try await folder.verify().exitCode == 1)

        try folder.files.write("in.csv", numberedCSV(1...1001))
        let refused = try await folder.run()
        #expect(refused.exitCode == 65, "\(refused)")
        #expect(refused.errors.contains("run 1 did not end well"), "\(refused)")
        #expect(refused.errors.contains("in.csv has changed since, and not only behind what was read of it. `weir run --restart`"), "\(refused)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 1000)

        let end = try await folder.weir("run", "spec.yaml", "--restart")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("run 1 did not end well; its rows were taken out again"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows") == "1001|1001")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a file that was cut off and is sent again whole is gone on with; of one that begins otherwise no row is taken", arguments: [true, false])
    func sentAgain(isWhole: Bool) async throws {
        var random = SeededGenerator()
        var spec = Self.spec
        spec.origin = "files: in.csv.gz"
        let folder = try PipelineFolder(spec)
        let text = numberedCSV((1...60_000).map { _ in Int.random(in: 0...1 << 60, using: &random) })
        let whole = Gzip.member(Array(text.utf8), level: 1)
        try folder.files.write("in.csv.gz", bytes: whole.prefix(whole.count * Int.random(in: 60...99, using: &random) / 100))
        let failed = try await folder.run()
        #expect(failed.exitCode == 65 && failed.errors.contains("is truncated"), "\(failed)")
        let committed = try #require(try await folder.database.integer("SELECT count(*) FROM rows"))
        #expect(committed > 0 && committed < 60_000)
        if isWhole {
            try folder.files.write("in.csv.gz", bytes: whole)
            let end = try await folder.run()
            #expect(end.exitCode == 0 && end.errors.contains("in.csv.gz: resumed behind record "), "\(random.seed): \(end)")
            let rows = "SELECT count(*), count(DISTINCT id), sum(id % 1000003) FROM rows"
            let once = try PipelineFolder(spec)
            try once.files.write("in.csv.gz", bytes: whole)
            #expect(try await once.run().exitCode == 0)
            #expect(try await folder.database.text(rows) == once.database.text(rows), "\(random.seed)")
            #expect(try await folder.verifyDeep().exitCode == 0)
        } else {
            // Another name in a row that is committed.
            var other = text.split(separator: "\n", omittingEmptySubsequences: false)
            other[Int.random(in: 1...committed, using: &random)] += "!"
            try folder.files.write("in.csv.gz", bytes: Gzip.member(Array(other.joined(separator: "\n").utf8)))
            let refused = try await folder.run()
            #expect(refused.exitCode == 65 && refused.errors.contains("has changed since, and not only behind"), "\(random.seed): \(refused)")
            #expect(try await folder.database.integer("SELECT count(*) FROM rows") == committed)
            #expect(try await folder.weir("run", "spec.yaml", "--restart").exitCode == 0)
            #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 60_000)
            #expect(try await folder.verifyDeep().exitCode == 0)
        }
    }

    @Test("a file that has grown behind a record that its end had cut off is not gone on with in the middle of it")
    func grownRecord() async throws {
        let cut = numberedCSV(1...300).dropLast("me 300\n".count)
        var spec = Self.spec
        spec.files = "[in.csv, later.csv]"
        let folder = try PipelineFolder(spec, csv: String(cut))
        // Ends the run behind the last rows of the first input, and in front of the transaction that has its end.
        try folder.files.write("later.csv", "id,name\nx,y\n")
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.text("SELECT decoded_bytes, complete FROM _weir_inputs") == "\(cut.utf8.count)|0")
        #expect(try await folder.database.text("SELECT name FROM rows WHERE id = 300") == "na")
        try folder.files.write("in.csv", numberedCSV(1...301))
        try folder.files.write("later.csv", "id,name\n")
        let refused = try await folder.run()
        #expect(refused.exitCode == 65 && refused.errors.contains("has changed since, and not only behind"), "\(refused)")
        #expect(try await folder.weir("run", "spec.yaml", "--restart").exitCode == 0)
        #expect(try await folder.database.text("SELECT count(*), max(id), count(DISTINCT name) FROM rows") == "301|301|301")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("an append that failed on a record fails there again, and has its rows but once")
    func failsAgain() async throws {
        let folder = try PipelineFolder(Self.spec, csv: numberedCSV(1...1000) + "x,y\n" + "1001,z\n")
        _ = try await folder.run()
        let again = try await folder.run()
        #expect(again.exitCode == 65, "\(again)")
        #expect(again.errors.contains("in.csv: resumed behind record 1,000"), "\(again)")
        #expect(again.errors.contains("record 1,001"), "\(again)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 1000)
    }

    @Test("what a run failed for can be put right in the spec, and the next run goes on")
    func putRight() async throws {
        let csv = numberedCSV(1...1000) + "x,y\n1001,z\n"
        for change in ["rejects: { max: 1 }\n", "# worse than it looks\nrejects: { max: \"50%\" }\nexpect: { rejects: 1 }\n"] {
            let folder = try PipelineFolder(Self.spec, csv: csv)
            #expect(try await folder.run().exitCode == 65)
            var spec = Self.spec
            spec.sink = ["durability: normal", "commit: { rows: 200 }"]
            spec.more = ["flow: { batch_rows: 25 }", change]
            try folder.write(spec)
            let end = try await folder.run()
            #expect(end.exitCode == 0 && end.errors.contains("in.csv: resumed behind record 1,000"), "\(end)")
            #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id), max(id) FROM rows") == "1001|1001|1001")
            #expect(try await folder.verifyDeep().exitCode == 0)
        }
    }

    @Test("a spec that would make other rows is refused, be it by a variable of the environment alone", arguments: [
        ("'${env:NOTE}'", "'${env:NOTE}'", "the spec, or a variable of the environment that it uses, has changed since"),
        ("'one'", "'other'", "the spec has changed since"),
    ])
    func otherRows(before: String, now: String, culprit: String) async throws {
        var spec = Self.spec
        spec.transforms = ["derive: { note: { sql: \"\(before)\", type: text } }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...1000) + "x,y\n")
        let failed = try await folder.run(environment: ["NOTE": "one"])
        #expect(failed.exitCode == 65 && failed.errors.contains("1,000 rows of this run are committed"), "\(failed)")
        spec.transforms = ["derive: { note: { sql: \"\(now)\", type: text } }"]
        try folder.write(spec)
        let end = try await folder.run(environment: ["NOTE": "other"])
        #expect(end.exitCode == 65 && end.errors.contains(culprit), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), max(note) FROM rows") == "1000|one")
    }

    @Test("an unfinished run of other parameters is to be finished first, and inputs that --restart loses are named")
    func otherParameters() async throws {
        var spec = Self.spec
        spec.files = "\"day-${day}.csv\""
        spec.more.append("params: { day: 18, note: \"it's\" }")
        let folder = try PipelineFolder(spec)
        try folder.files.write("day-18.csv", numberedCSV(1...1000) + "x,y\n")
        try folder.files.write("day-19.csv", numberedCSV(2001...2500))
        #expect(try await folder.run().exitCode == 65)

        let refused = try await folder.weir("run", "spec.yaml", "--set", "day=19")
        #expect(refused.exitCode == 65, "\(refused)")
        #expect(refused.errors.contains("Finish it first with --set day=18, or `weir run --restart`"), "\(refused)")
        #expect(try await folder.weir("run", "spec.yaml", "--set", "note=unused").errors.contains("day-18.csv: resumed behind record 1,000"))

        let end = try await folder.weir("run", "spec.yaml", "--set", "day=19", "--restart", "--json")
        #expect(end.exitCode == 0, "\(end)")
        let report = try RunReport(json: end.output)
        #expect(report.undoneRun == 1 && report.undoneInputs.map { ($0 as NSString).lastPathComponent } == ["day-18.csv"], "\(end)")
        #expect(end.errors.contains("day-18.csv: was an input of that run and is none of this one; its rows are not in the table"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), min(id) FROM rows") == "500|2001")
    }

    @Test("columns that are inferred otherwise than before are refused, not left out", arguments: [
        ("{\"id\": 0, \"name\": \"n\", \"extra\": 1}\n", "new is extra"), ("{\"id\": 0}\n", "missing is name"),
    ])
    func otherColumns(first: String, difference: String) async throws {
        var spec = Self.spec
        spec.files = "\"*.ndjson\""
        spec.columns = nil
        spec.source = ["extra_columns: ignore"]
        let folder = try PipelineFolder(spec)
        let lines = (1...1000).map { "{\"id\": \($0), \"name\": \"name \($0)\"}\n" }.joined()
        try folder.files.write("b.ndjson", lines + "no record\n")
        #expect(try await folder.run().exitCode == 65)
        try folder.files.write("a.ndjson", first)
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("the columns inferred from the inputs have changed since: \(difference)"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 1000)
    }

    @Test("values of the environment are in what is compared, and nowhere in the ledger")
    func secrets() async throws {
        var spec = Self.spec
        spec.more.append("params: { token: \"${env:TOKEN}\" }")
        spec.transforms = ["filter: \"'${token}' <> ''\""]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...1000) + "x,y\n")
        #expect(try await folder.run(environment: ["TOKEN": "hunter2"]).exitCode == 65)
        #expect(try await folder.database.text("SELECT params FROM _weir_runs") == "{}")
        #expect(String(decoding: try folder.files.bytes("out.sqlite"), as: UTF8.self).contains("hunter2") == false)
        #expect(try await folder.run(environment: ["TOKEN": "hunter3"]).errors.contains("the environment that it uses"))
    }

    @Test(
        "a run that is killed leaves a sound database: as many rows as its ledger says, and verify-counts says why not all"
    )
    func killed() async throws {
        let folder = try PipelineFolder(Self.spec, csv: numberedCSV(1...80_000))
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "250"],
            in: folder.files.url)
        while run.isRunning, (try? await folder.database.integer("SELECT count(*) > 500 FROM rows")) != 1 {}
        run.kill()
        let end = await run.wait()
        #expect(end.wasKilled, "\(end)")

        #expect(try await folder.database.text("PRAGMA integrity_check") == "ok")
        let rows = try #require(try await folder.database.integer("SELECT count(*) FROM rows"))
        #expect(rows > 500 && rows < 80_000 && rows % 100 == 0)
        #expect(
            try await folder.database.text("SELECT records, complete FROM _weir_inputs") == "\(rows)|0")
        #expect(
            try await folder.database.rows("SELECT name, \"in\", out, inserted FROM _weir_stages")
                == ["decode|\(rows)|\(rows)|NULL", "sink|\(rows)|\(rows)|\(rows)"])
        #expect(try await folder.database.text("SELECT count(*), min(id), max(id) FROM rows") == "\(rows)|1|\(rows)")
        let verification = try await folder.verify()
        #expect(verification.exitCode == 1, "\(verification)")
        #expect(
            verification.output.contains("it was not read to its end: \(rows.formatted(.number.locale(Locale(identifier: "en_US")))) records committed"), "\(verification)"
        )
        #expect(
            verification.output.contains("run 1: it never ended: it was killed"),
            "\(verification)")
    }

    @Test("a replacing run that is killed leaves the old table, and the next one clears up behind it")
    func killedReplace() async throws {
        var spec = Self.spec
        spec.sink.append("mode: replace")
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.csv", numberedCSV(1...80_000))
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "250"],
            in: folder.files.url)
        while run.isRunning,
            (try? await folder.database.integer("SELECT records > 300 FROM _weir_inputs WHERE run_id = 2")) != 1
        {}
        run.kill()
        #expect(await run.wait().wasKilled)

        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 3)
        #expect(try await folder.verify().exitCode == 1)
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 80_000)
        #expect(
            try await folder.database.rows(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_weir\\_%' ESCAPE '\\'") == [
                    "rows"
                ])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a transaction that was cut off within a spilled page cache is told as such, without writing")
    func hotJournal() async throws {
        var spec = SpecText()
        spec.sink = ["commit: { rows: 100000000, bytes: 10GiB, interval: 1h }"]
        let name = String(repeating: "long ", count: 100)
        let folder = try PipelineFolder(spec, csv: "id,name\n" + (1...120_000).map { "\($0),\(name)\n" }.joined())
        let run = try RunningProgram(
            WeirBinary.path, ["run", "spec.yaml"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "600000"],
            in: folder.files.url)
        // The commit that never comes: by then the cache has been spilled into the file many times.
        while run.isRunning, (try? folder.files.size("out.sqlite")) ?? 0 < 30 << 20 {
            try await Task.sleep(for: .milliseconds(10))
        }
        run.kill()
        #expect(await run.wait().wasKilled)
        let bytes = try folder.files.bytes("out.sqlite")

        let verification = try await folder.verify()

        #expect(verification.exitCode == 1, "\(verification)")
        #expect(
            verification.errors.contains(
                "out.sqlite: a program that wrote to this database was killed within a transaction"))
        #expect(try folder.files.bytes("out.sqlite") == bytes)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 0, "opened for writing, it is undone")
        #expect(try await folder.verify().output.contains("run 1: it never ended"))
    }
}

extension UnfinishedRunTests {
    @Test("it goes on with larger batches than it began with, in every format", arguments: [
        ("in.csv", "\n"), ("in.csv", "\r\n"), ("in.ndjson", "\n"), ("in.json", "\n"),
    ])
    func largerBatches(file: String, lineEnd: String) async throws {
        var spec = SpecText(files: file, sink: ["commit: { rows: 10 }"], more: ["flow: { batch_rows: 10, batch_bytes: 4KiB }"])
        let folder = try PipelineFolder(spec)
        let ids = (1...100).map { $0 == 55 ? "\"x\"" : "\($0)" }
        let isCSV = file.hasSuffix("csv")
        let records = ids.map { isCSV ? "\($0),a" : "{\"id\":\($0),\"name\":\"a\"}" }
        try folder.files.write(file, ((isCSV ? ["id,name"] : []) + records).joined(separator: lineEnd) + lineEnd)
        #expect(try await folder.run().exitCode == 65)
        let committed = try await folder.database.integer("SELECT count(*) FROM rows")
        #expect(committed == 50)
        spec.more = ["flow: { batch_rows: 4096 }", "rejects: { max: 1 }"]
        try folder.write(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.integer("SELECT count(DISTINCT id) FROM rows") == 99)
        #expect(try await folder.verifyDeep().exitCode == 0)
    }
}
