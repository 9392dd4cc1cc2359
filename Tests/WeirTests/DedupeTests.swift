// dedupe from the spec to the verified table, through runs that end early too.

import Foundation
import TestSupport
import Testing

@Suite("dedupe")
struct DedupeTests {
    private static func folder(
        _ dedupe: String, sink: [String] = [], more: [String] = []
    ) throws -> PipelineFolder {
        var spec = SpecText(files: "\"in-*.csv\"")
        spec.transforms = ["dedupe: \(dedupe)"]
        spec.sink = sink
        spec.more = more
        return try PipelineFolder(spec)
    }

    private static func csv(_ ids: some Sequence<Int>, _ name: String) -> String {
        "id,name\n" + ids.map { "\($0),\(name)\n" }.joined()
    }

    @Test("the first row of a key stays, of all inputs or of each, and the others are counted as dropped", arguments: [
        ("id", "1|a\n2|a\n3|a\n4|b", "dedupe  8  →  4  4 dropped"),
        ("{ key: [id], scope: input }", "1|a\n1|b\n2|a\n3|a\n3|b\n4|b", "dedupe  8  →  6  2 dropped"),
        ("[id, name]", "1|a\n1|b\n2|a\n3|a\n3|b\n4|b", "dedupe  8  →  6  2 dropped"),
    ])
    func first(_ dedupe: String, _ rows: String, _ line: String) async throws {
        let folder = try Self.folder(dedupe)
        try folder.files.write("in-1.csv", Self.csv([1, 2, 1, 3], "a"))
        try folder.files.write("in-2.csv", Self.csv([3, 4, 4, 1], "b"))
        let dry = try await folder.weir("run", "spec.yaml", "--dry-run")
        #expect(dry.exitCode == 0 && dry.errors.contains(line) || dry.output.contains(line), "\(dry)")
        let end = try await folder.run()
        #expect(end.exitCode == 0 && (end.errors + end.output).contains(line), "\(end)")
        #expect(try await folder.database.text("SELECT id, name FROM rows ORDER BY 1, 2") == rows)
        #expect(try await folder.verifyDeep().exitCode == 0)
        let preview = try await folder.weir("preview", "spec.yaml", "--rows", "8")
        #expect(preview.exitCode == 0 && preview.output.contains("dropped: \(8 - rows.split(separator: "\n").count) rows"), "\(preview)")
    }

    @Test("the last row of each key of an input stays, all of them in one transaction")
    func last() async throws {
        let folder = try Self.folder(
            "{ key: id, keep: last, scope: input }", sink: ["lineage: true", "commit: { rows: 3 }"], more: ["flow: { batch_rows: 4 }", "rejects: { max: 0 }"])
        try folder.files.write("in-1.csv", "id,name\n" + (0..<100).map { "\($0 % 13),a\($0)\n" }.joined())
        try folder.files.write("in-2.csv", "id,name\n" + (0..<50).map { "\($0 % 13),b\($0)\n" }.joined() + "bad,b\n")
        #expect(try await folder.run(environment: ["WEIR_TEST_KEYS_IN_MEMORY": "5"]).exitCode == 65)
        #expect(try await folder.database.text("SELECT count(*), max(_weir_record) FROM rows") == "13|100")
        try folder.files.write("in-3.csv", Self.csv([1, 2, 1], "c"))
        try folder.write({
            var spec = SpecText(files: "\"in-*.csv\"")
            spec.transforms = ["dedupe: { key: id, keep: last, scope: input }"]
            spec.sink = ["lineage: true"]
            spec.more = ["rejects: { max: 1 }"]
            return spec
        }())
        let end = try await folder.run(environment: ["WEIR_TEST_KEYS_IN_MEMORY": "5"])
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT group_concat(name, ' ') FROM rows ORDER BY rowid")
            == ((87..<100).map { "a\($0)" } + (37..<50).map { "b\($0)" } + ["c", "c"]).joined(separator: " "))
        #expect(try await folder.database.text("SELECT group_concat(_weir_record, ' ') FROM rows WHERE name = 'c'") == "2 3")
        #expect(try await folder.verifyDeep().exitCode == 0)
        let preview = try await folder.weir("preview", "spec.yaml", "--rows", "30")
        #expect(preview.exitCode == 0 && preview.output.contains("dropped: 17 rows"), "\(preview)")
    }

    @Test("a run knows nothing of the keys of earlier nights: that is what mode: ignore is for")
    func nights() async throws {
        let folder = try Self.folder("id", sink: ["mode: ignore", "key: id"])
        try folder.files.write("in-1.csv", Self.csv([1, 2, 2], "first"))
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in-2.csv", Self.csv([2, 3], "second"))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT id, name FROM rows ORDER BY 1") == "1|first\n2|first\n3|second")
        #expect(try await folder.database.text("SELECT sum(dropped), sum(ignored) FROM _weir_stages") == "1|1")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a run that goes on knows what the one before it had seen, of inputs that it skips and of new ones in front", arguments: ["run", "input"])
    func resumed(scope: String) async throws {
        var random = SeededGenerator()
        for _ in 0..<4 {
            let commit = "commit: { rows: \(Int.random(in: 1...60, using: &random)) }"
            let flow = "flow: { batch_rows: \(Int.random(in: 1...40, using: &random)) }"
            let folder = try Self.folder("{ key: id, scope: \(scope) }", sink: [commit, "lineage: true"], more: [flow, "rejects: { max: 0 }"])
            func ids() -> [Int] { (0..<300).map { _ in Int.random(in: 0...400, using: &random) } }
            try folder.files.write("in-2.csv", Self.csv(ids(), "a"))
            let (before, after) = (ids(), ids())
            try folder.files.write("in-3.csv", Self.csv(before, "b") + "bad,b\n" + after.map { "\($0),b\n" }.joined())
            let failed = try await folder.run()
            #expect(failed.exitCode == 65, "\(failed)")

            // What comes first now is read when what was begun is done.
            try folder.files.write("in-1.csv", Self.csv(ids(), "c"))
            try folder.write({
                var spec = SpecText(files: "\"in-*.csv\"")
                spec.transforms = ["dedupe: { key: id, scope: \(scope) }"]
                spec.sink = [commit, "lineage: true"]
                spec.more = ["rejects: { max: 1 }"]
                return spec
            }())
            let end = try await folder.run()
            let note = Comment(rawValue: "WEIR_SEED=\(random.seed): \(end)")
            #expect(end.exitCode == 0, note)
            let key = scope == "run" ? "id" : "id || ' ' || name"
            #expect(try await folder.database.text("SELECT count(*) - count(DISTINCT \(key)) FROM rows") == "0", note)
            let names = ["in-1.csv", "in-2.csv", "in-3.csv"]
            let all = try names.flatMap { name in
                try String(decoding: folder.files.bytes(name), as: UTF8.self).split(separator: "\n").dropFirst()
                    .filter { !$0.hasPrefix("bad") }.map { scope == "run" ? String($0.split(separator: ",")[0]) : String($0) }
            }
            #expect(try await folder.database.integer("SELECT count(*) FROM rows") == Set(all).count, note)
            #expect(try await folder.verifyDeep().exitCode == 0, note)
        }
    }

    @Test("an unfinished run is not gone on with where what it had seen can't be told any more")
    func refused() async throws {
        func failed() async throws -> PipelineFolder {
            let folder = try Self.folder("id", sink: ["commit: { rows: 10 }"], more: ["flow: { batch_rows: 10 }"])
            try folder.files.write("in-1.csv", Self.csv(Array(1...50) + [7], "a"))
            try folder.files.write("in-2.csv", Self.csv(51...100, "b") + "bad,b\n")
            #expect(try await folder.run().exitCode == 65)
            #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 100)
            return folder
        }
        let missing = try await failed()
        try FileManager.default.removeItem(atPath: missing.files.path("in-1.csv"))
        let lost = try await missing.run()
        #expect(lost.exitCode == 65 && lost.errors.contains("in-1.csv, whose keys dedupe has to know, is no input any more"), "\(lost)")

        let other = try await failed()
        _ = try await other.database.text(
            "UPDATE _weir_stages SET dropped = dropped + 1, \"out\" = \"out\" - 1 WHERE name = 'dedupe' AND dropped > 0")
        let end = try await other.run()
        #expect(end.exitCode == 65 && end.errors.contains("stage dedupe does not do with the records of "), "\(end)")
        #expect(try await other.weir("run", "spec.yaml", "--restart").exitCode == 65)
    }

    @Test("keys that memory does not hold go to a file without a name, and a full disk is said to be one")
    func spilled() async throws {
        // Long keys, and hardly a row that reaches the table.
        var spec = SpecText(files: "\"in-*.csv\"")
        spec.transforms = [
            "derive: { key: \"printf('%0100d', id)\" }", "dedupe: key", "drop: key", "derive: { n: { sql: id % 40, type: integer } }",
            "filter: n = 7", "drop: n",
        ]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in-1.csv", Self.csv((0..<60_000).map { $0 * 7919 % 40_000 }, "a"))
        let environment = ["WEIR_TEST_KEYS_IN_MEMORY": "1000", "SQLITE_TMPDIR": folder.files.path("tmp")]
        try FileManager.default.createDirectory(atPath: folder.files.path("tmp"), withIntermediateDirectories: false)
        let full = try await Program.run(
            "bash", ["-c", "ulimit -f 300; exec \"$0\" run spec.yaml", WeirBinary.path], environment: environment, in: folder.files.url)
        #expect(full.exitCode == 74 && full.errors.contains("dedupe: the temporary file"), "\(full)")
        let end = try await folder.run(environment: environment)
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.integer("SELECT count(DISTINCT id) FROM rows") == 1000)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 1000)
        #expect(try await folder.database.integer("SELECT dropped FROM _weir_stages WHERE name = 'dedupe'") == 20_000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.files.path("tmp")) == [])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("rejects are retried only where a key of the sink keeps rows from coming twice")
    func retry() async throws {
        for (sink, code) in [([], Int32(64)), (["mode: ignore", "key: id"], 0)] as [([String], Int32)] {
            let folder = try Self.folder("id", sink: sink, more: ["rejects: { max: 9 }"])
            try folder.files.write("in-1.csv", "id,name\n1,a\n2,a,b\n3,c\n")
            #expect(try await folder.run().exitCode == 0)
            let end = try await folder.weir("rejects", "retry", "spec.yaml")
            #expect(end.exitCode == code, "\(end)")
            if code != 0 { #expect(end.errors.contains("a retry sees none of the rows that dedupe has seen"), "\(end)") }
        }
    }
}
