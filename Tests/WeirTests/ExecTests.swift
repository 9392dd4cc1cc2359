// exec: rows through a program.

import Foundation
import TestSupport
import Testing

@Suite("exec")
struct ExecTests {
    private static func spec(_ command: String, _ more: String = "", columns: String = "{ id: integer, name: text }") -> SpecText {
        var spec = SpecText(columns: columns, transforms: ["exec: { command: \(command)\(more) }"])
        spec.sink = ["commit: { rows: 100 }"]
        spec.more = ["flow: { batch_rows: 50, batch_bytes: 4KiB }"]
        return spec
    }

    /// A shell script as a command.
    private static func shell(_ script: String) -> String { "[sh, -c, \(yaml(script))]" }

    @Test("values of every type come back as they were given, in one transaction, and are proved")
    func identity() async throws {
        let columns = """
            { i: integer, r: real, t: text, b: boolean, d: { type: decimal, scale: 2 }, e: { type: decimal, scale: 3, store: text }, day: date, \
            at: timestamp, s: { type: timestamp, store: epoch }, m: { type: timestamp, store: epoch_ms }, j: json, "a.b[c": text }
            """
        var csv = "i,r,t,b,d,e,day,at,s,m,j,a.b[c\n"
        for n in 0..<1500 {
            csv += n % 5 == 0 ? ",,,,,,,,,,,\n" : "\(n - 700),\(Double(n) / 7),\"ä\t\"\"\\\(n)\u{1}\n\",\(n % 2 == 0),\(n).5,-0.\(n),2026-11-19,"
                + "2026-11-19T08:30:00.25Z,2026-11-19T08:30:00Z,2026-11-19T08:30:00.125Z,\"{\"\"k\"\": [1,\n2.50]}\",x\(n)\n"
        }
        csv = csv.replacing(try Regex("-0\\.([0-9]{4})"), with: { _ in "-0.5" })
        var spec = Self.spec("[cat]", columns: columns)
        spec.sink.append("lineage: true")
        let folder = try PipelineFolder(spec, csv: csv)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect((report.inserted, report.commits) == (1500, 1))
        let exec = report.stages[1]
        #expect((exec.in, exec.added, exec.out, exec.dropped, exec.rejected) == (1500, 0, 1500, 0, 0))
        spec.transforms = []
        spec.table = "plain"
        spec.name = "plain"
        try folder.write(spec, as: "plain.yaml")
        #expect(try await folder.report("plain.yaml").inserted == 1500)
        let difference = "SELECT i, r, t, b, d, e, day, at, s, m, replace(j, char(10), ' '), \"a.b[c\", _weir_record FROM "
        #expect(try await folder.database.rows("\(difference) plain EXCEPT \(difference) rows") == [])
        #expect(try await folder.database.integer("SELECT count(DISTINCT _weir_record) FROM rows") == 1500)
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("lines more or fewer are rows added or dropped", arguments: [
        ("[sed, p]", 1000, 1000, 2000, 0), ("[grep, '5\"']", 1000, 0, 100, 900), ("[sh, -c, 'cat >/dev/null; echo \"{}\"']", 1000, 0, 1, 999),
        ("[cat, /dev/stdin]", 1000, 0, 1000, 0), ("[sh, -c, 'cat >/dev/null']", 1000, 0, 0, 1000),
    ])
    func counts(_ command: String, _ given: Int, _ added: Int, _ out: Int, _ dropped: Int) async throws {
        let folder = try PipelineFolder(Self.spec(command), csv: numberedCSV(1...1000))
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        let exec = report.stages[1]
        #expect((exec.in, exec.added, exec.out, exec.dropped) == (given, added, out, dropped))
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == out)
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("the columns are what the program prints, and what does not fit is a reject with its line")
    func columns() async throws {
        let script = "sed -e 's/\"id\":2,/\"id\":\"x\",/' -e 's/\"name\":\"name 3\"/\"other\":1/' -e '4s/.*/[]/' -e 's/name 5/n5/'"
        var spec = Self.spec(Self.shell(script), ", columns: { key: { type: integer, from: id }, name: text }")
        spec.transforms.append("assert: name <> 'n5'")
        spec.more.append("rejects: { max: 4 }")
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...6))
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect((report.stages[1].in, report.stages[1].out, report.stages[1].rejected) == (6, 3, 3))
        #expect(try await folder.database.rows("SELECT key, name FROM rows") == ["1|name 1", "6|name 6"])
        #expect(try await folder.database.rows("SELECT record, stage, column_name, reason, raw FROM _weir_rejects ORDER BY record") == [
            "2|1|key|line 2 of its output: \"x\" is not an integer|{\"id\":\"x\",\"name\":\"name 2\"}",
            "3|1|NULL|line 3 of its output: the key \"other\" is none of the columns; extra_columns: ignore or capture would accept it|{\"id\":3,\"other\":1}",
            "4|1|NULL|line 4 of its output: the record starts with [, so it is an array, not an object; if the file is one JSON array, NDJSON has one object a line; format: json takes any layout|[]",
            "5|2|NULL|name <> 'n5' is not true|{\"id\":5,\"name\":\"n5\"}",
        ])
        #expect(try await folder.verifyDeep().exitCode == 0)
        let retry = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(retry.exitCode == 64 && retry.errors.contains("has 4 rejects of exec or behind it"), "\(retry)")
    }

    @Test("neither side waits for the other, however much the program prints before it reads, or reads before it prints", arguments: [
        "seq -f '{\"id\":%.0f,\"name\":\"a name that takes some bytes\"}' 1 30000; cat",
        "sort", "cat; seq -f '{\"id\":%.0f}' 1 30000", "cat 2>&1 >&3 3>&1 | cat; yes complaint | head -20000 >&2",
    ])
    func noDeadlock(_ script: String) async throws {
        let folder = try PipelineFolder(Self.spec(Self.shell("exec 3>&1; \(script)")), csv: numberedCSV(1...30_000))
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.inserted >= 30_000 && report.stages[1].in == 30_000)
        #expect(report.peakMemoryBytes < HostileInputTests.flatMemory)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a program that ends badly loads nothing, and its last words are told", arguments: [
        ("cat; echo complaint >&2; exit 3", "exec: sh -c ", "ended with exit status 3", 65), ("cat; kill -9 $$", "exec: sh -c", "ended with signal 9", 65),
        ("head -c 100 >/dev/null; echo broken >&2; exit 4", "ended with exit status 4", "its last words: broken", 65),
        ("exec <&-; sleep 1", "closed its stdin behind ", "before it was given all rows", 65),
        ("exec <&-; exec sleep 100000", "closed its stdin behind ", "before it was given all rows", 65),
        ("cat >/dev/null; printf '{\"id\":1}'", "the last line that it printed has no line end", "exec: sh -c ", 65),
        ("printf '{\"id\":'; exit 5", "ended with exit status 5", "exec: sh -c ", 65),
    ])
    func endsBadly(_ script: String, _ message: String, _ other: String, _ code: Int32) async throws {
        let folder = try PipelineFolder(Self.spec(Self.shell(script)), csv: numberedCSV(1...20_000))
        let end = try await folder.run()
        #expect(end.exitCode == code, "\(end)")
        #expect(end.errors.contains(message) && end.errors.contains(other), "\(end)")
        #expect(end.errors.contains("0 rows of this run are committed"), "\(end)")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
    }

    @Test("of several inputs those before one that fails stay, each whole, and the next run goes on with that one")
    func inputs() async throws {
        var spec = Self.spec(Self.shell("cat; echo started >>log; test ! -e stop || exit 1"))
        spec.files = "\"in-*.csv\""
        let folder = try PipelineFolder(spec)
        for n in 1...3 { try folder.files.write("in-\(n).csv", numberedCSV(n * 1000..<n * 1000 + 300)) }
        spec.transforms[0] = "exec: { command: \(Self.shell("cat; test ! -e stop-$(ls | grep -c ran-) || exit 1; touch ran-$(ls | grep -c ran-)")) }"
        try folder.write(spec)
        try folder.files.write("stop-2", "")
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.text("SELECT count(*), max(id) FROM rows") == "600|2299")
        try folder.files.remove("stop-2")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows") == "900|900")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("programs and explode in one chain")
    func chain() async throws {
        var spec = Self.spec("[sed, p]", ", columns: { id: integer, n: json }", columns: "{ id: integer }")
        spec.transforms = [
            "derive: { n: { sql: \"'[1,2,3]'\", type: json } }", "exec: { command: [sed, p] }", "explode: { column: n, type: integer }",
            "exec: { command: [grep, -v, '\"n\":2'] }", "filter: n < 3",
        ]
        let folder = try PipelineFolder(spec, csv: "id\n" + (1...500).map { "\($0)\n" }.joined())
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.stages.map(\.out) == [500, 500, 1000, 3000, 2000, 1000, 1000])
        #expect(try await folder.database.rows("SELECT n, count(*) FROM rows GROUP BY n") == ["1|1000"])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a program that does nothing is found and killed, and one that is at work ends with the run")
    func stops() async throws {
        var spec = Self.spec(Self.shell("echo $$ >pid; exec sleep 100000"))
        spec.more = ["flow: { stall_timeout: 1s }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...20_000))
        let end = try await folder.run()
        #expect(end.exitCode == 75, "\(end)")
        let pid = String(decoding: try folder.files.bytes("pid"), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(end.errors.contains("the reader waits for exec: sh -c ") && end.errors.contains("(pid \(pid)) to take rows, give some or end"), "\(end)")
        #expect(kill(try #require(Int32(pid)), 0) != 0, "the program lives on")

        spec.more = []
        try folder.write(spec)
        try folder.files.remove("pid")
        let run = try RunningProgram(WeirBinary.path, ["run", "spec.yaml"], in: folder.files.url)
        while run.isRunning, !((try? folder.files.bytes("pid").isEmpty) == false) { try await Task.sleep(for: .milliseconds(5)) }
        run.send(SIGTERM)
        let stopped = await run.wait()
        #expect(stopped.exitCode == 143, "\(stopped)")
        let second = String(decoding: try folder.files.bytes("pid"), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(kill(try #require(Int32(second)), 0) != 0, "the program lives on")
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
    }

    @Test("check runs nothing, preview and a dry run do, and a program that is not there is missing input")
    func looks() async throws {
        let folder = try PipelineFolder(Self.spec(Self.shell("touch ran; sed p")), csv: numberedCSV(1...5))
        let check = try await folder.weir("check", "spec.yaml")
        #expect(check.exitCode == 0 && check.output.contains("exec") && !folder.files.exists("ran"), "\(check)")
        let preview = try await folder.weir("preview", "spec.yaml", "--rows", "2")
        #expect(preview.exitCode == 0 && folder.files.exists("ran"), "\(preview)")
        #expect(preview.output.components(separatedBy: "name 2").count == 4, "\(preview.output)")
        let dry = try await folder.weir("run", "--dry-run", "spec.yaml")
        #expect(dry.exitCode == 0 && dry.errors.contains("5 records + 5 added = 10 for the table"), "\(dry)")
        try folder.write(Self.spec("[no-such-program-here]"))
        let missing = try await folder.run()
        #expect(missing.exitCode == 66 && missing.errors.contains("there is no such program"), "\(missing)")
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 0)
        try folder.write(Self.spec("[cat]", columns: "{ id: integer, name: { type: blob, encoding: hex } }"))
        let blob = try await folder.weir("check", "spec.yaml")
        #expect(blob.exitCode == 64 && blob.errors.contains("exec: column \"name\" is blob, which JSON can't say"), "\(blob)")
    }
}
