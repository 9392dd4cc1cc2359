// explode: from nested records to rows, committed together and all accounted for.

import Foundation
import TestSupport
import Testing

@Suite("explode")
struct ExplodeTests {
    private static func spec(_ explode: String, columns: String = "{ id: integer, v: json }", commitRows: Int = 40) -> SpecText {
        var spec = SpecText(files: "in.ndjson", columns: columns, transforms: ["explode: \(explode)"])
        spec.sink = ["commit: { rows: \(commitRows) }"]
        spec.more = ["flow: { batch_rows: 10, batch_bytes: 4KiB }"]
        return spec
    }

    /// Records `{"id":1,"v":[…]}` with as many elements each.
    private static func ndjson(_ counts: [Int]) -> String {
        counts.enumerated().map { index, count in
            "{\"id\":\(index + 1),\"v\":[\((0..<count).map { "\($0 * 10 + index)" }.joined(separator: ","))]}\n"
        }.joined()
    }

    @Test("the example of the reference")
    func example() async throws {
        var spec = SpecText(files: "orders-*.ndjson.gz", columns: "{ order_id: integer, tags: text, items: json }")
        spec.transforms = [
            "explode: { column: items, position: line, columns: { sku: text, quantity: integer, price: { type: decimal, scale: 2, from: price.net } }, extra_columns: ignore }",
            "explode: { column: tags, separator: \";\", into: tag, empty: null }",
        ]
        let folder = try PipelineFolder(spec)
        let record = """
            {"order_id": 7, "tags": "new;gift", "items": [{"sku": "A-1", "quantity": 2, "price": {"net": 9.50}}, {"sku": "B-2", "quantity": 1, "price": {"net": 3}}]}
            """
        try folder.files.write("orders-1.ndjson.gz", bytes: Gzip.member(Array((record + "\n").utf8)))
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/spec.md"), encoding: .utf8)
        #expect(page.contains(record))
        #expect(try await folder.run().exitCode == 0)
        let rows = try await folder.database.rows("SELECT * FROM rows")
        #expect(rows.count == 4)
        for row in rows { #expect(page.contains("| " + row.replacing("|", with: " | ") + " |"), "\(row)") }
        #expect(try await folder.database.text("SELECT group_concat(name, '|') FROM pragma_table_info('rows')") == "order_id|tag|sku|quantity|price|line")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("rows that are added are tallied, and the ledger, the table and their contents are proved")
    func tallies() async throws {
        var spec = Self.spec("{ column: v, type: integer }")
        spec.transforms += ["filter: v % 10 <> 3", "assert: v < 900"]
        spec.sink.append("lineage: true")
        spec.more.append("rejects: { max: 1000 }")
        let folder = try PipelineFolder(spec)
        let counts = (0..<60).map { $0 % 7 == 0 ? 0 : $0 % 5 == 0 ? 100 : $0 % 4 }
        try folder.files.write("in.ndjson", Self.ndjson(counts))
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        let explode = report.stages[1]
        let (rows, filled) = (counts.reduce(0, +), counts.count { $0 > 0 })
        #expect((explode.in, explode.added, explode.out, explode.dropped) == (60, rows - filled, rows, 60 - filled))
        let values = counts.enumerated().flatMap { index, count in
            (0..<count).map { ($0 * 10 + index, index + 1) }.filter { $0.0 % 10 != 3 && $0.0 < 900 }
        }
        #expect(try await folder.database.rows("SELECT v, _weir_record FROM rows ORDER BY rowid") == values.map { "\($0.0)|\($0.1)" })
        #expect(report.commits > 5)
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
        let end = try await folder.run()
        #expect(end.errors.contains("already loaded"), "\(end)")
    }

    @Test("a lost, doubled or swapped part is found, whichever it is", arguments: [
        ("drop-batch", 1...13), ("double-batch", 1...13), ("swap-batches", 1...12), ("cut-channel", 1...13), ("lose-row", 1...10),
    ])
    func faults(_ fault: String, _ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            var spec = Self.spec("{ column: v, type: integer }", commitRows: 1000)
            spec.transforms.append("filter: id > 0")
            let folder = try PipelineFolder(spec)
            try folder.files.write("in.ndjson", Self.ndjson([45, 0, 3, 61, 2]))
            let report = try await folder.report(environment: ["WEIR_TEST_FAULT": "\(fault):\(number)"])
            #expect(report.failure != nil, "\(fault):\(number)")
            #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 0)
        }
    }

    @Test("nothing is committed between the rows of a record, whatever the thresholds say")
    func commits() async throws {
        let folder = try PipelineFolder(Self.spec("{ column: v, type: integer }", commitRows: 1))
        try folder.files.write("in.ndjson", Self.ndjson([200, 200, 200]))
        let report = try await folder.report()
        #expect((report.commits, report.inserted) == (2, 600), "one of the rows, and the end")
        // A row that fails the run takes those of its batch with it.
        var failing = Self.spec("{ column: v, type: integer }", commitRows: 1)
        failing.table = "others"
        failing.transforms.append("assert: v <> 1501")
        try folder.write(failing)
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'others'") == 0)
    }

    @Test("an array of a million elements takes no more memory than a small one")
    func flat() async throws {
        var spec = Self.spec("{ column: v, type: integer, position: n }")
        spec.more = []
        let folder = try PipelineFolder(spec)
        let count = 1_000_000
        try folder.files.write("in.ndjson", "{\"id\":1,\"v\":[" + repeatElement("1", count: count).joined(separator: ",") + "]}\n")
        let report = try await folder.report()
        #expect(report.inserted == count && report.failure == nil)
        #expect(report.peakMemoryBytes < HostileInputTests.flatMemory, "\(report.peakMemoryBytes >> 20) MiB")
        #expect(try await folder.database.text("SELECT sum(v), max(n), min(n), count(DISTINCT n) FROM rows") == "1000000|1000000|1|1000000")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a run that is told to stop within a record has all of its rows or none, and the next one has all")
    func stops() async throws {
        var spec = Self.spec("{ column: v, type: integer, position: n }")
        spec.more = ["flow: { batch_rows: 100 }"]
        let folder = try PipelineFolder(spec)
        let count = 300_000
        let record = "{\"id\":2,\"v\":[" + repeatElement("1", count: count).joined(separator: ",") + "]}\n"
        try folder.files.write("in.ndjson", "{\"id\":1,\"v\":[7,8]}\n" + record)
        let run = try RunningProgram(WeirBinary.path, ["run", "spec.yaml"], in: folder.files.url)
        while run.isRunning, !folder.files.exists("out.sqlite-journal") { try await Task.sleep(for: .milliseconds(1)) }
        run.send(SIGTERM)
        let end = await run.wait()
        #expect(end.exitCode == 143 || end.exitCode == 0, "\(end)")
        let hasTable = try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'rows'") == 1
        let rows = hasTable ? try await folder.database.integer("SELECT count(*) FROM rows WHERE id = 2") : 0
        #expect(rows == 0 || rows == count, "\(end)")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT n), max(n) FROM rows WHERE id = 2") == "\(count)|\(count)|\(count)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == count + 2)
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a million elements that do not fit stop the run at the first, or are all kept with the start of their record")
    func unfit() async throws {
        var spec = Self.spec("{ column: v, type: integer }")
        spec.more = []
        let folder = try PipelineFolder(spec)
        let elements = repeatElement("\"x\"", count: 30_000).joined(separator: ",")
        try folder.files.write("in.ndjson", "{\"id\":1,\"v\":[\(elements)]}\n")
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("record 1 (byte 0): v: element 1: \"x\" is not an integer"), "\(end)")
        spec.more = ["rejects: { max: 30000 }"]
        try folder.write(spec)
        let report = try await folder.report()
        #expect((report.rejected, report.inserted) == (30_000, 0))
        #expect(report.peakMemoryBytes < HostileInputTests.flatMemory, "\(report.peakMemoryBytes >> 20) MiB")
        #expect(try await folder.database.text("SELECT max(length(raw)), max(raw_length) FROM _weir_rejects") == "4096|120014")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("rejects in front of explode are retried, those of it or behind it are not")
    func retry() async throws {
        var spec = Self.spec("{ column: v, type: integer }")
        spec.transforms = ["assert: id <> 2", "explode: { column: v, type: integer }", "assert: v <> 7"]
        spec.more.append("rejects: { max: 10 }")
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.ndjson", "{\"id\":1,\"v\":[1,\"x\",7,2]}\n{\"id\":2,\"v\":[3,4]}\n{\"id\":\"y\"}\n")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT id, v FROM rows") == ["1|1", "1|2"])
        #expect(try await folder.database.rows("SELECT record, byte_offset, stage, raw_length FROM _weir_rejects ORDER BY stage")
            == ["3|44|0|10", "2|25|1|18", "1|0|2|24", "1|0|3|24"])
        spec.transforms[0] = "assert: id > 0"
        try folder.write(spec)
        let refused = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(refused.exitCode == 64 && refused.errors.contains("has 2 rejects of explode or behind it"), "\(refused)")
        let raw = try await folder.weir("rejects", "export", "spec.yaml", "-o", "raw.ndjson", "--raw")
        #expect(raw.exitCode == 64 && raw.errors.contains("has 2 rejects of explode or behind it"), "\(raw)")
        #expect(!folder.files.exists("raw.ndjson"))
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "-o", "reasons.ndjson").exitCode == 0)
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "-o", "raw.ndjson", "--raw", "--reason", "id <> 2").exitCode == 0)
        let retried = try await folder.weir("rejects", "retry", "spec.yaml", "--reason", "id <> 2")
        #expect(retried.exitCode == 0, "\(retried)")
        #expect(try await folder.database.rows("SELECT id, v FROM rows") == ["1|1", "1|2", "2|3", "2|4"])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("upsert, ignore and a key see each row by itself", arguments: [
        ("upsert", ["1|b", "2|b", "3|a"], "2|0"), ("ignore", ["1|a", "2|b", "3|a"], "0|1"), ("append", ["1|a", "2|b", "3|a"], "0|0"),
    ])
    func keys(_ mode: String, _ rows: [String], _ written: String) async throws {
        var spec = Self.spec("{ column: v, type: integer }", columns: "{ v: json, name: text }")
        spec.sink = ["mode: \(mode)", "key: v"]
        spec.more.append("rejects: { max: 1 }")
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.ndjson", "{\"v\":[1,3],\"name\":\"a\"}\n{\"v\":[1,2],\"name\":\"b\"}\n")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT v, name FROM rows ORDER BY v") == rows)
        #expect(try await folder.database.integer("SELECT sum(rejected) FROM _weir_stages WHERE name = 'sink'") == (mode == "append" ? 1 : 0))
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("what is expected of rows is asked of each part, and a dry run counts them")
    func expectations() async throws {
        var spec = Self.spec("{ column: v, type: integer }")
        spec.more.append("expect: { rows_written: 64, columns: { v: \"< 620\" } }")
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.ndjson", Self.ndjson([1, 63]))
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("record 2 (byte 17): v is 621"), "\(end)")
        let dry = try await folder.weir("run", "--dry-run", "spec.yaml")
        #expect(dry.exitCode == 65, "\(dry)")
        try folder.write(Self.spec("v"))
        let whole = try await folder.weir("run", "--dry-run", "spec.yaml")
        #expect(whole.exitCode == 0 && whole.errors.contains("2 records + 62 added = 64 for the table"), "\(whole)")
    }

    @Test("preview shows the rows of the first records")
    func preview() async throws {
        let folder = try PipelineFolder(Self.spec("{ column: v, type: integer, position: n }"))
        try folder.files.write("in.ndjson", Self.ndjson([3, 0, 25_000]))
        let end = try await folder.weir("preview", "spec.yaml", "--rows", "3")
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.output.contains("1  explode: v → v, n") && end.output.contains("dropped: 1 row"), "\(end.output.prefix(2000))")
        #expect(end.output.contains("… and 15,003 more") || end.output.contains("15,003 rows more"), "\(end.output.suffix(400))")
    }
}
