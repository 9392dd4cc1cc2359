// format: json, from the spec to the verified table.

import Foundation
import TestSupport
import Testing

@Suite("JSON sources")
struct JSONSourceTests {
    private static func objects(_ ids: ClosedRange<Int>) -> [String] {
        ids.map { "{\n  \"id\": \($0),\n  \"name\": \"name \($0)\"\n}" }
    }

    @Test("a pretty-printed array and concatenated objects load and are counted again, packed or not", arguments: [
        ("in.json", true), ("in.json", false), ("in.json.gz", true), ("in.json.gz", false),
    ])
    func loads(file: String, isArray: Bool) async throws {
        let folder = try PipelineFolder(SpecText(files: file))
        let objects = Self.objects(1...5000)
        let text = isArray ? "[\n\(objects.joined(separator: ",\n"))\n]\n" : objects.joined()
        try folder.files.write(file, bytes: file.hasSuffix("gz") ? Gzip.member(Array(text.utf8)) : Array(text.utf8))
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.records == 5000 && report.balanced)
        #expect(
            try await folder.database.text("SELECT count(*), sum(id), count(DISTINCT name), max(name) FROM rows")
                == "5000|\(5000 * 5001 / 2)|5000|name 999")
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
        #expect(try await folder.weir("check", "spec.yaml").output.contains("inputs (json)"))
    }

    @Test("paths with indexes and joined arrays fill columns, and what does not suit is a reject")
    func paths() async throws {
        var spec = SpecText(
            files: "in.json",
            columns: "{ id: integer, sku: { type: text, from: \"items[0].sku\" }, tags: { type: text, join: \", \" }, key: { type: integer, from: 'a\\[0]' } }")
        spec.source = ["extra_columns: capture"]
        spec.more = ["rejects: { max: 3 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write(
            "in.json",
            ##"""
            [{"id": 1, "items": [{"sku": "a"}, {"sku": "b"}], "tags": ["x", null, 2, true], "a[0]": 7},
             {"id": 2, "items": [], "tags": []},
             {"id": 3, "items": 5}, 6, {"id": 4, "tags": [[1]]},
             {"id": 5, "tags": null}]
            """##)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(
            try await folder.database.rows("SELECT id, sku, tags, key, _extra FROM rows") == [
                "1|a|x, 2, true|7|{\"items[1]\":{\"sku\": \"b\"}}", "2|NULL||NULL|NULL", "5|NULL|NULL|NULL|NULL",
            ])
        #expect(
            try await folder.database.rows("SELECT record, column_name, reason FROM _weir_rejects") == [
                "3|sku|\"items\" is a number, not an array; the column's path is \"items[0].sku\"", "4|NULL|the record is a number, not an object",
                "5|tags|\"[[1]]\" is a JSON array with an object or an array in it, which can't be joined",
            ])
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
        #expect(try await folder.weir("check", "spec.yaml").output.contains("arrays joined by \", \""))
    }

    @Test("joined arrays that are longer than the batch has room for leave what stands behind them as it was", arguments: [
        "in.json", "in.ndjson",
    ])
    func longJoins(file: String) async throws {
        let separator = String(repeating: "-", count: 40)
        let spec = SpecText(
            files: file, columns: "{ id: integer, tags: { type: text, join: \"\(separator)\" }, twice: integer }")
        let folder = try PipelineFolder(spec)
        let records = (1...20_000).map { "{\"id\":\($0),\"tags\":[\"a\",\"b\",\"c\",\"d\",\"e\"],\"twice\":\(2 * $0)}" }
        try folder.files.write(file, records.joined(separator: "\n"))
        // What is freed is overwritten (mallopt(3)).
        let end = try await WeirBinary.run(["run", "spec.yaml"], environment: ["MALLOC_PERTURB_": "91"], in: folder.files.url)
        #expect(end.exitCode == 0, "\(end)")
        #expect(
            try await folder.database.text("SELECT count(*), sum(id), sum(twice = 2 * id), min(length(tags)), max(length(tags)) FROM rows")
                == "20000|\(20_000 * 20_001 / 2)|20000|165|165")
    }

    @Test("a run that stopped in the middle of an array is gone on with there", arguments: [true, false])
    func goesOn(isArray: Bool) async throws {
        var spec = UnfinishedRunTests.spec
        spec.files = "in.json"
        let folder = try PipelineFolder(spec)
        let objects = Self.objects(1...700) + ["{\"id\": \"x\"}"] + Self.objects(701...1500)
        let text = isArray ? "[" + objects.joined(separator: ", ") + "]" : objects.joined(separator: "\n")
        try folder.files.write("in.json", text)
        let failed = try await folder.run()
        #expect(failed.exitCode == 65, "\(failed)")
        #expect(failed.errors.contains("in.json: record 701 (byte "), "\(failed)")
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 700)

        spec.more.append("rejects: { max: 1 }")
        try folder.write(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id), sum(id) FROM rows") == "1500|1500|\(1500 * 1501 / 2)")
        #expect(try await folder.database.text("SELECT record FROM _weir_rejects") == "701")
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("a text that stops being JSON fails the input with its place, and is no early end", arguments: [
        ("[{\"id\":1},{\"id\":2}", "record 3 (byte 18): the input ends before the ] that closes the array"),
        ("[{\"id\":1},{\"id\":2}]]", "record 3 (byte 19): something stands behind the array"),
        ("{\"id\":1},{\"id\":2}", "record 2 (byte 8): a comma stands behind a record that is in no array"),
        ("{\"id\":1}{\"id\":", "record 2 (byte 8): the input ends within the record"),
    ])
    func broken(text: String, message: String) async throws {
        var spec = SpecText(files: "in.json", columns: "{ id: integer }")
        spec.more = ["rejects: { max: 100 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.json", text)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.json: \(message)"), "\(end)")
        #expect(try await folder.verify().exitCode == 1)
        spec.sink = ["mode: replace"]
        spec.table = "others"
        try folder.write(spec)
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'others'") == 0)
    }

    @Test("an array that was cut off after it was loaded is told by verify-counts as such")
    func cutOffLater() async throws {
        let folder = try PipelineFolder(SpecText(files: "in.json"))
        let objects = Self.objects(1...10)
        try folder.files.write("in.json", "[" + objects.joined(separator: ",") + "]")
        #expect(try await folder.run().exitCode == 0)
        try folder.files.write("in.json", "[" + objects.joined(separator: ","))
        let end = try await folder.verify()
        #expect(end.exitCode == 1, "\(end)")
        #expect(end.output.contains("in.json: its records can't be told apart up to its end"), "\(end)")
        #expect(end.output.contains("10  records, recounted  10"), "\(end)")
    }

    @Test("what a command prints is counted while it passes")
    func command() async throws {
        var spec = SpecText(columns: "{ id: integer }")
        spec.origin = "command: [printf, '[{\"id\":1},\\n{\"id\":2}]']"
        spec.source = ["format: json"]
        let folder = try PipelineFolder(spec)
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.inserted == 2)
    }

    @Test("flattened columns are inferred, shown by check, and loaded")
    func flatten() async throws {
        var spec = SpecText(files: "in.json", columns: nil)
        spec.source = ["flatten: { separator: \".\", depth: 2 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write(
            "in.json",
            ##"[{"id":1,"user":{"name":"a","home":{"city":"x","geo":{"lat":1}}}},{"id":2,"user":{"home":null}},{"id":3,"user":null}]"##)
        let plan = try await folder.weir("check", "spec.yaml")
        #expect(plan.exitCode == 0 && plan.output.contains("columns (inferred from 3 records of in.json"), "\(plan)")
        #expect(try await folder.run().exitCode == 0)
        #expect(
            try await folder.database.rows("SELECT name, type FROM pragma_table_info('rows')")
                == ["id|INTEGER", "user.name|TEXT", "user.home.city|TEXT", "user.home.geo|TEXT"])
        #expect(
            try await folder.database.rows("SELECT * FROM rows")
                == ["1|a|x|{\"lat\":1}", "2|NULL|NULL|NULL", "3|NULL|NULL|NULL"])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("two paths of one name are an error of the spec that names both, and so are paths that contradict each other")
    func collisions() async throws {
        var spec = SpecText(files: "in.json", columns: nil)
        spec.source = ["flatten: {}"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.json", "{\"user_name\":1,\"user\":{\"name\":2}}")
        for verb in ["check", "run"] {
            let end = try await folder.weir(verb, "spec.yaml")
            #expect(end.exitCode == 64, "\(end)")
            #expect(
                end.errors == "spec.yaml:5:3: error: in.json: the paths \"user_name\" and \"user.name\" would both be the column "
                    + "\"user_name\"; another separator, or columns with paths, would keep them apart\n")
        }
        try folder.write(SpecText(files: "in.json", columns: "{ a: { type: text, from: x.y }, b: { type: text, from: \"x[0]\" }, \"d[\": text }"))
        let end = try await folder.weir("check", "spec.yaml")
        #expect(end.exitCode == 64, "\(end)")
        #expect(end.errors.contains("\"x[0]\" and \"x.y\" can't both be paths: one takes for an object what the other takes for an array"), "\(end)")
        #expect(end.errors.contains("\"d[\" is not a path: [ stands behind a key") && end.errors.split(separator: "\n").count == 2, "\(end)")
    }

    @Test("100 MiB of one array are read in flat memory, and so is an element that never ends", arguments: [true, false])
    func flatMemory(isEndless: Bool) async throws {
        var spec = SpecText(files: "in.json.gz", columns: "{ id: integer }")
        spec.source = ["extra_columns: ignore"]
        spec.transforms = ["filter: id < 0"]
        let folder = try PipelineFolder(spec)
        let element = isEndless ? "x" : "{\"id\":1,\"s\":\"" + String(repeating: "y", count: 5000) + "\"},"
        let block = Array(String(repeating: element, count: (4 << 20) / element.utf8.count).utf8)
        let start = Gzip.member(Array((isEndless ? "[{\"id\":\"" : "[").utf8))
        let end = Gzip.member(Array((isEndless ? "\"}]" : "{\"id\":2}]").utf8))
        let member = Gzip.member(block)
        try folder.files.write("in.json.gz", bytes: start + (0..<25).flatMap { _ in member } + end)
        spec.more = ["rejects: { max: 1 }"]
        try folder.write(spec)
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.rejected == (isEndless ? 1 : 0))
        #expect(report.records == (isEndless ? 1 : 25 * (block.count / element.utf8.count) + 1))
        #expect(report.peakMemoryBytes < HostileInputTests.flatMemory)
        #expect(try await folder.verify().exitCode == 0)
    }
}
