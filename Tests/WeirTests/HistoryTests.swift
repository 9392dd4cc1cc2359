// weir history

import Foundation
import TestSupport
import Testing

/// A pipeline with a file for each night.
struct Nights {
    let folder: PipelineFolder

    /// - Parameter expect: what stands behind `expect:`; nil for nothing.
    init(expect: String? = nil, sink: [String] = []) throws {
        folder = try PipelineFolder(Self.spec(expect: expect, sink: sink))
    }

    static func spec(expect: String? = nil, sink: [String] = []) -> SpecText {
        var spec = SpecText(name: "nightly", files: "\"night*.csv\"", sink: sink)
        if let expect { spec.more = ["expect: \(expect)"] }
        return spec
    }

    /// The night's file, in the place of what it was.
    func receive(_ night: Int, records: Int) throws {
        try folder.files.write(String(format: "night%02d.csv", night), numberedCSV((0..<records).map { night * 10_000 + $0 }))
    }

    @discardableResult
    func run(_ night: Int, records: Int) async throws -> ProgramEnd {
        try receive(night, records: records)
        return try await folder.run()
    }
}

@Suite("history")
struct HistoryTests {
    private struct Line: Decodable {
        struct Usual: Decodable {
            var median: Double
            var runs: Int
            var deviation_percent: Double?
        }
        var run: Int
        var status: String
        var records: Int
        var inserted: Int
        var updated: Int
        var dropped: Int
        var rejected: Int
        var balanced: Bool
        var flagged: Bool
        var retry: Bool
        var usual: Usual?
    }

    private static func lines(_ end: ProgramEnd) throws -> [Line] {
        try end.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test("a night with far fewer rows than usual is flagged, by its database as by its spec", arguments: ["out.sqlite", "spec.yaml"])
    func flagged(_ place: String) async throws {
        let nights = try Nights()
        for night in 1...5 { #expect(try await nights.run(night, records: 100 + night).exitCode == 0) }
        #expect(try await nights.run(6, records: 40).exitCode == 0)
        #expect(try await nights.folder.run().exitCode == 0)

        let end = try await nights.folder.weir("history", place)
        #expect(end.exitCode == 0, "\(end)")
        let text = end.output.components(separatedBy: "\n")
        #expect(text[0].hasSuffix("out.sqlite: 7 runs"), "\(end)")
        #expect(text[1].hasPrefix("  run  pipeline → table  started (UTC)"), "\(end)")
        #expect(text[6].contains("complete      105      105        0         0  ✓             +2 %"), "\(end)")
        #expect(text[7].hasSuffix("✓          ▼ −61 %"), "\(end)")
        #expect(text[9] == "all balanced: 7 runs, 555 records", "\(end)")
        #expect(text[10] == "▼ run 6 (nightly → rows): 40 rows written, −61 % beside the median of the 5 runs before it, 103", "\(end)")

        let lines = try Self.lines(try await nights.folder.weir("history", place, "--json", "--threshold", "2%"))
        #expect(lines.map(\.run) == Array(1...7) && lines.allSatisfy { $0.balanced && $0.status == "complete" })
        #expect(lines.map(\.records) == [101, 102, 103, 104, 105, 40, 0] && lines.map(\.inserted) == lines.map(\.records))
        // The first three have too few runs before them, the last one has read nothing.
        #expect(lines.map { $0.usual?.median } == [nil, nil, nil, 102, 102.5, 103, nil])
        #expect(lines.map(\.flagged) == [false, false, false, false, true, true, false])
    }

    @Test("its numbers are those of the run's own summary and of the ledger")
    func numbers() async throws {
        var spec = SpecText(transforms: ["filter: id <> 2"], sink: ["mode: upsert", "key: id"])
        spec.more = ["rejects: { max: 5 }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...10) + "3,again\nx,y\n")
        let report = try await folder.report()
        let line = try #require(try Self.lines(try await folder.weir("history", "out.sqlite", "--json")).first)
        #expect(line.records == report.records && line.inserted == report.inserted && line.dropped == report.dropped)
        #expect(line.rejected == report.rejected && line.updated == 1 && line.records == 12 && line.inserted == 9)

        try await folder.database.execute("UPDATE _weir_stages SET out = out + 1 WHERE stage = 1")
        let end = try await folder.weir("history", "out.sqlite")
        #expect(end.exitCode == 0 && end.output.contains("run 1 (test → rows) is not balanced: equations do not hold for 1 input"), "\(end)")
        #expect(try await folder.verify().exitCode == 1)
    }

    @Test("a run that goes on is running while it does, and was killed when it is gone; one that failed says why")
    func ends() async throws {
        let script = "cat in.csv; touch ready; exec sleep 100000"
        var spec = SpecText()
        spec.origin = "command: [sh, -c, \(yaml(script))]"
        spec.source = ["format: csv"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...10))
        try folder.write(SpecText(name: "other", files: "bad.csv", table: "others"), as: "other.yaml")
        try folder.files.write("bad.csv", "id,name\nx,y\n")
        #expect(try await folder.run("other.yaml").exitCode == 65)

        let run = try RunningProgram(WeirBinary.path, ["run", "spec.yaml"], in: folder.files.url)
        while run.isRunning, !folder.files.exists("ready") { usleep(5_000) }
        let during = try Self.lines(try await folder.weir("history", "out.sqlite", "--json"))
        #expect(during.map(\.status) == ["failed", "running"])
        run.kill()
        _ = await run.wait()
        let after = try await folder.weir("history", "out.sqlite")
        #expect(after.exitCode == 0 && after.output.contains("  killed  "), "\(after)")
        #expect(after.output.contains("✗ run 1 (other → others) failed: bad.csv: record 1 (byte 8): id: \"x\" is not an integer"), "\(after)")
        #expect(after.output.contains("✗ run 2 (test → rows) never ended: it was killed; run the pipeline again"), "\(after)")
        let own = try await folder.weir("history", "spec.yaml", "--json")
        #expect(try Self.lines(own).map(\.run) == [2], "\(own)")
    }

    @Test("retries are shown, and no measure for the nights")
    func retries() async throws {
        let nights = try Nights(sink: ["mode: upsert", "key: id"])
        var spec = Nights.spec(sink: ["mode: upsert", "key: id"])
        spec.more = ["rejects: { max: 9 }"]
        try nights.folder.write(spec)
        for night in 1...3 { #expect(try await nights.run(night, records: 100).exitCode == 0) }
        try nights.folder.files.write("night04.csv", numberedCSV(1...100) + "x,y\n")
        #expect(try await nights.folder.run().exitCode == 0)
        #expect(try await nights.folder.weir("rejects", "retry", "spec.yaml").exitCode == 0)
        #expect(try await nights.run(5, records: 100).exitCode == 0)
        let lines = try Self.lines(try await nights.folder.weir("history", "out.sqlite", "--json"))
        #expect(lines.map(\.retry) == [false, false, false, false, true, false])
        #expect(lines.map { $0.usual?.runs } == [nil, nil, nil, 3, nil, 4] && lines.allSatisfy { !$0.flagged })
    }

    @Test("only the newest, only one pipeline, only one table")
    func choice() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...10))
        for (name, table) in [("a", "one"), ("b", "two"), ("a", "one"), ("a", "three")] {
            try folder.write(SpecText(name: name, table: table))
            #expect(try await folder.run().exitCode == 0)
        }
        for (arguments, runs) in [
            ([], [1, 2, 3, 4]), (["--last", "2"], [3, 4]), (["--pipeline", "a"], [1, 3, 4]), (["--table", "ONE"], [1, 3]),
            (["--pipeline", "a", "--table", "three", "--last", "7"], [4]),
        ] as [([String], [Int])] {
            let end = try await WeirBinary.run(["history", "out.sqlite", "--json"] + arguments, in: folder.files.url)
            #expect(try Self.lines(end).map(\.run) == runs, "\(arguments): \(end)")
        }
        let end = try await folder.weir("history", "out.sqlite", "--last", "2")
        #expect(end.output.hasPrefix("out.sqlite: the last 2 of 4 runs\n"), "\(end)")
    }

    @Test("it only reads, also beside a database in WAL mode, and says what it can't read")
    func places() async throws {
        let folder = try PipelineFolder(csv: numberedCSV(1...10))
        #expect(try await folder.run().exitCode == 0)
        let before = try folder.files.bytes("out.sqlite")
        #expect(try await folder.weir("history", "out.sqlite").exitCode == 0)
        #expect(try folder.files.bytes("out.sqlite") == before)
        try await folder.database.execute("PRAGMA journal_mode = WAL")
        #expect(try await folder.weir("history", "out.sqlite").exitCode == 0)

        try await SQLiteShell(folder.files.path("other.sqlite")).execute("CREATE TABLE t(x)")
        try folder.files.write("torn.db", bytes: before.prefix(16) + [1, 2, 3])
        try folder.files.write("text.sqlite3", "this is none, and longer than the header of one would have to be: " + numberedCSV(1...20))
        for (place, code, message) in [
            ("other.sqlite", 66, "the database has no ledger"), ("none.sqlite", 66, "none.sqlite: no such database"),
            ("none.yaml", 66, "none.yaml"), ("torn.db", 65, "is this an SQLite database?"),
            ("text.sqlite3", 65, "is this an SQLite database?"), ("in.csv", 64, "in.csv:1:1: error"),
        ] as [(String, Int32, String)] {
            let end = try await folder.weir("history", place)
            #expect(end.exitCode == code && end.errors.contains(message) && end.output.isEmpty, "\(place): \(end)")
        }
        for arguments in [["--last", "0"], ["--threshold", "-1%"], ["--threshold", "x"], ["--set", "a=b"]] {
            #expect(try await WeirBinary.run(["history", "out.sqlite"] + arguments, in: folder.files.url).exitCode == 64, "\(arguments)")
        }
        let unknown = try await folder.weir("history", "out.sqlite", "--pipeline", "nightyl")
        #expect(unknown.exitCode == 66 && unknown.errors.contains("the ledger knows no run of pipeline \"nightyl\""), "\(unknown)")
    }

    @Test("what docs/history.md shows is what happens, but for the times")
    func documentation() async throws {
        let nights = try Nights()
        for night in 1...5 { #expect(try await nights.run(night, records: 100 + night).exitCode == 0) }
        #expect(try await nights.run(6, records: 40).exitCode == 0)
        try nights.folder.files.write("night07.csv", "id,name\nx,y\n")
        #expect(try await nights.folder.run().exitCode == 65)
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/history.md"), encoding: .utf8)
        let shown = page.components(separatedBy: "```console\n")[1].components(separatedBy: "```")[0]
        let words = try #require(shown.components(separatedBy: "\n").first).components(separatedBy: " ").dropFirst(2)
        let end = try await WeirBinary.run(Array(words), in: nights.folder.files.url)
        let times = /[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} +[0-9.]+ s/
        let told = "$ weir \(words.joined(separator: " "))\n\(end.output)"
        #expect(told.replacing(times, with: "then") == shown.replacing(times, with: "then"))
    }
}
