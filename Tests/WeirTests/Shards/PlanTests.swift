// `weir plan`: every input in one shard, large ones divided, nothing in the place of what others rest on.

import Foundation
import TestSupport
import Testing

@Suite("plan")
struct PlanTests {
    private struct Plan: Decodable {
        struct Head: Decodable {
            var shards: Int
            var inputs: Int
            var units: Int
            var bytes: Int
        }
        struct Unit: Decodable {
            struct Place: Decodable, Equatable {
                var file: Int
                var skip: Int
                var decoded: Int
            }
            struct Part: Decodable {
                var start: Place
                var end: Place?
            }
            var input: Int
            var path: String
            var size: Int
            var part: Part?
        }
        struct Shard: Decodable {
            var shard: Int
            var units: [Unit]
        }
        var plan: Head
        var assignments: [Shard]
        var digest: String

        init(_ folder: PipelineFolder, _ name: String = "plan.json") throws {
            self = try JSONDecoder().decode(Plan.self, from: Data(folder.files.bytes(name)))
        }
    }

    private static func ndjson(_ ids: Range<Int>) -> String {
        ids.map { "{\"id\":\($0),\"name\":\"\(name($0))\"}\n" }.joined()
    }

    /// Of little use to who would pack it.
    private static func name(_ id: Int) -> String { "name \(UInt64(id) &* 0x9E37_79B9_7F4A_7C15)" }

    private static func folder(_ spec: SpecText = SpecText(files: "in/*.csv"), files: Int = 10) throws -> PipelineFolder {
        let folder = try PipelineFolder(spec)
        for file in 0..<files {
            try folder.files.write("in/\(file).csv", numberedCSV(file * 1_000..<file * 1_000 + file * file * 7))
        }
        return folder
    }

    @Test("each input is in one shard, with its size; the same inputs make the same plan; shards may be empty")
    func inputs() async throws {
        let folder = try Self.folder()
        let end = try await folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json")
        #expect((end.exitCode, end.output) == (0, ""), "\(end)")
        #expect(end.errors.contains("plan.json: 10 inputs (") && end.errors.contains(") in 3 shards\n"), "\(end)")
        let plan = try Plan(folder)
        let units = plan.assignments.flatMap(\.units)
        #expect(plan.assignments.map(\.shard) == [0, 1, 2] && plan.plan.units == 10)
        #expect(plan.assignments.allSatisfy { $0.units.map(\.input) == $0.units.map(\.input).sorted() && !$0.units.isEmpty })
        let byInput = units.sorted { $0.input < $1.input }
        #expect(byInput.map(\.input) == Array(0..<10))
        for unit in byInput {
            #expect(unit.path.hasSuffix("/in/\(unit.input).csv") && unit.part == nil)
            #expect(try unit.size == folder.files.size("in/\(unit.input).csv"))
        }
        #expect(plan.plan.bytes == units.reduce(0) { $0 + $1.size })

        let bytes = try folder.files.bytes("plan.json")
        let again = try await folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json")
        #expect(again.exitCode == 0 && again.errors.contains("the same plan was there already"), "\(again)")
        let other = try await folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "other.json")
        #expect(try other.exitCode == 0 && folder.files.bytes("other.json") == bytes)
        let many = try await folder.weir("plan", "spec.yaml", "--shards", "12", "-o", "many.json")
        #expect(many.exitCode == 0 && many.errors.contains("empty     2 shards: there is no more than 10 units"), "\(many)")
        #expect(try Plan(folder, "many.json").assignments.count { $0.units.isEmpty } == 2)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.files.url.path(percentEncoded: false))
        #expect(names.allSatisfy { !$0.hasPrefix(".") }, "\(names)")
    }

    @Test("the figures as JSON")
    func json() async throws {
        let folder = try Self.folder()
        let end = try await folder.weir("plan", "spec.yaml", "--shards", "4", "-o", "plan.json", "--json")
        let figures = try #require(try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any], "\(end)")
        #expect(end.errors.isEmpty && figures["inputs"] as? Int == 10 && figures["shards"] as? Int == 4)
        #expect(try figures["digest"] as? String == Plan(folder).digest)
        let least = try #require(figures["least_possible_bytes"] as? Int)
        let largest = try #require((figures["largest_shard"] as? [String: Any])?["bytes"] as? Int)
        let balance = try #require(figures["balance"] as? Double)
        #expect(largest >= least && abs(Double(largest) / Double(least) - balance) < 1e-9, "\(figures)")
    }

    @Test("a file that is too large for a shard is divided, every shard loads its parts, and all are proved", arguments: ["plain", "blocks"])
    func divided(packing: String) async throws {
        let folder = try PipelineFolder(SpecText(files: "in/*.ndjson*", source: ["format: ndjson"]))
        let content = Self.ndjson(0..<20_000)
        var text = Array(content.utf8)
        if packing == "blocks" {
            text = BlockGzip.blocks(of: text, cutAt: Array(stride(from: 3_001, to: text.count, by: 3_001)))
            try folder.files.write("in/a.ndjson.gz", bytes: text)
        } else {
            try folder.files.write("in/a.ndjson", bytes: text)
        }
        try folder.files.write("in/b.ndjson", Self.ndjson(20_000..<20_100))
        try folder.files.write("in/c.ndjson", "")
        let end = try await folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json")
        #expect(end.exitCode == 0 && end.errors.contains("divided   1 input into "), "\(end)")
        let plan = try Plan(folder)
        let units = plan.assignments.flatMap(\.units)
        let parts = units.compactMap(\.part).sorted { $0.start.decoded < $1.start.decoded }
        #expect(parts.count >= 3 && parts.first?.start == .init(file: 0, skip: 0, decoded: 0) && parts.last?.end == nil)
        #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.end == $1.start })
        #expect(units.filter { $0.part == nil }.map(\.input).sorted() == [1, 2])
        for shard in 0..<3 {
            let load = try await folder.weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "\(shard)")
            #expect(load.exitCode == 0, "\(load)")
        }
        let proof = try await folder.weir("verify-counts", "--plan", "plan.json", "plan.shards")
        #expect(proof.exitCode == 0, "\(proof)")
        var rows: [String] = []
        for shard in 0..<3 {
            rows += try await SQLiteShell(folder.files.path("plan.shards/shard-0000\(shard).sqlite")).rows("SELECT id || name FROM rows")
        }
        #expect(rows.sorted() == (0..<20_100).map { "\($0)\(Self.name($0))" }.sorted())
    }

    @Test("blocks that are longer than they say would lose the records between two parts: the shard is refused")
    func wrongBlocks() async throws {
        let folder = try PipelineFolder(SpecText(files: "a.ndjson.gz", columns: "{ id: integer, name: text }"))
        let lines = (100_000..<120_000).map { Array("{\"id\":\($0),\"name\":\"\((Self.name($0) + "00000000").prefix(22))\"}\n".utf8) }
        #expect(Set(lines.map(\.count)).count == 1)
        var file = BlockGzip.block(lines[0], swallowing: BlockGzip.block(lines[1]))
        for first in stride(from: 2, to: lines.count, by: 100) {
            file += BlockGzip.block(Array(lines[first..<min(first + 100, lines.count)].joined()))
        }
        try folder.files.write("a.ndjson.gz", bytes: file)
        let end = try await folder.weir("plan", "spec.yaml", "--shards", "2", "-o", "plan.json")
        #expect(end.exitCode == 0 && end.errors.contains("divided   1 input"), "\(end)")
        let parts = try Plan(folder).assignments.map { $0.units.compactMap(\.part) }
        for (shard, parts) in parts.enumerated() {
            let load = try await folder.weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "\(shard)")
            guard parts.contains(where: { $0.start.file == 0 }) else { continue }
            #expect(load.exitCode == 65 && load.errors.contains("records would be lost"), "\(load)")
            #expect(!folder.files.exists("plan.shards/shard-0000\(shard).sqlite"))
        }
        #expect(try await folder.weir("plan", "spec.yaml", "--shards", "2", "-o", "whole.json", "--split", "none").exitCode == 0)
        for shard in 0..<2 {
            let load = try await folder.weir("run", "spec.yaml", "--plan", "whole.json", "--shard", "\(shard)")
            #expect(load.exitCode == 0, "\(load)")
        }
    }

    @Test("a file in the place of the one that was planned, as large and as old, is refused where it is divided",
        arguments: ["a.ndjson", "a.csv"])
    func replaced(name: String) async throws {
        let folder = try PipelineFolder(
            SpecText(files: name, columns: "{ id: integer, name: text }", more: ["rejects: { max: \"100%\" }"]))
        let isCSV = name == "a.csv"
        let text = Array((isCSV ? numberedCSV(0..<30_000) : Self.ndjson(0..<10_000)).utf8)
        let path = try folder.files.write(name, bytes: text)
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        let end = try await folder.weir("plan", "spec.yaml", "--shards", "2", "-o", "plan.json", "--split", "prove")
        #expect(end.exitCode == 0 && end.errors.contains("divided   1 input"), "\(end)")
        let cut = try #require(try Plan(folder).assignments.flatMap(\.units).compactMap(\.part?.end?.file).first)
        // The same lines, but for the one in front of the cut, which goes on behind it.
        var other = text
        other.swapAt(cut - 1, cut)
        try folder.files.write(name, bytes: other)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        for shard in 0..<2 {
            let load = try await folder.weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "\(shard)")
            #expect(load.exitCode == 65, "\(load)")
            #expect(load.errors.contains("\(name): no record starts at decoded byte \(cut.formatted(.number.locale(Locale(identifier: "en_US"))))"), "\(load)")
            #expect(load.errors.contains("make a new plan (weir plan)"), "\(load)")
        }
    }

    @Test("CSV, and gzip of several members, are divided once they were read", arguments: ["a.csv", "a.csv.gz", "a.ndjson.gz"])
    func proved(name: String) async throws {
        let folder = try PipelineFolder(SpecText(files: name, columns: "{ id: integer, name: text }"))
        var random = SeededGenerator()
        let names = (0..<9_000).map { _ in
            ["plain", "two\nlines", "a,b", "say \"hi\"", "\r\n\"\n", "x"].randomElement(using: &random)! + "\(random.next())\(random.next())"
        }
        var bytes: [UInt8] = []
        if name.hasPrefix("a.csv") {
            bytes = Array("id,name\r\n".utf8)
            for (id, name) in names.enumerated() { bytes += "\(id),\"\(name.replacing("\"", with: "\"\""))\"\r\n".utf8 }
        } else {
            for (id, name) in names.enumerated() { bytes += try "{\"id\":\(id),\"name\":".utf8 + JSONEncoder().encode(name) + "}\n".utf8 }
        }
        if name.hasSuffix(".gz") { bytes = Gzip.members(of: bytes, cutAt: Array(stride(from: 7_777, to: bytes.count, by: 7_777))) }
        try folder.files.write(name, bytes: bytes)
        let unread = try await folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json")
        #expect(unread.exitCode == 0 && unread.errors.contains("only when it is read once; --split prove does that"), "\(unread)")
        let end = try await folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json", "--split", "prove")
        let words = "seed \(random.seed), \(end)"
        #expect(end.exitCode == 0, "\(words)")
        #expect(try Plan(folder).assignments.allSatisfy { !$0.units.isEmpty }, "\(words)")
        for shard in 0..<3 {
            let load = try await folder.weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "\(shard)")
            #expect(load.exitCode == 0, "\(words) \(load)")
        }
        let proof = try await folder.weir("verify-counts", "--plan", "plan.json", "plan.shards")
        #expect(proof.exitCode == 0, "\(words) \(proof)")
        let one = try await folder.run()
        #expect(one.exitCode == 0, "\(one)")
        let query = "SELECT id || ':' || hex(name) FROM rows ORDER BY 1"
        var rows: [String] = []
        for shard in 0..<3 { rows += try await SQLiteShell(folder.files.path("plan.shards/shard-0000\(shard).sqlite")).rows(query) }
        #expect(try await rows.sorted() == folder.database.rows(query).sorted(), "\(words)")
    }

    @Test("a script for an engine names the plan and all that was set, and is one", arguments: ["slurm", "spark"])
    func scripts(engine: String) async throws {
        var spec = SpecText(files: "in/*.csv", more: ["params: { day: { default: x } }"])
        spec.name = "night's load"
        let folder = try Self.folder(spec)
        try folder.files.write("it's a plan/x", "")
        let end = try await folder.weir(
            "plan", "spec.yaml", "--shards", "5", "-o", "it's a plan/p.json", "--set", "day=a b", "--for", engine)
        #expect(end.exitCode == 0 && end.output.hasPrefix("#!/bin/sh\n"), "\(end)")
        try folder.files.write("script", end.output)
        #expect(try await Program.run("/usr/bin/env", ["sh", "-n", folder.files.path("script")]).exitCode == 0, "\(end)")
        // What it calls, in the place of the engine, says its arguments.
        let called = "for word; do printf '%s\\n' \"$word\"; done; echo"
        for name in ["spark-submit", "weir", "sbatch"] {
            var text = "#!/bin/sh\n\(called)\n"
            if name == "sbatch" { text = "#!/bin/sh\nfor word; do case $word in --wrap=*) sh -c \"${word#--wrap=}\" >&2;; --dep*) echo $word >&2;; esac; done; echo '17;c'\n" }
            try folder.files.write("bin/\(name)", text)
            chmod(folder.files.path("bin/\(name)"), 0o755)
        }
        let path = folder.files.path("bin") + ":/usr/bin:/bin"
        let ran = try await Program.run("/usr/bin/env", ["PATH=\(path)", "sh", folder.files.path("script")], in: folder.files.url)
        let root = try #require(folder.files.url.path(percentEncoded: false).split(separator: "/").isEmpty ? nil : folder.files.path(""))
        let plan = "\(root)it's a plan/p.json", shards = "\(root)it's a plan/p.shards"
        let said = (ran.output + ran.errors).split(separator: "\n").map(String.init)
        #expect(ran.exitCode == 0, "\(ran)")
        for words in [
            ["--plan", plan, "--into", shards, "--set", "day=a b"], ["verify-counts", "--plan", plan, shards],
            ["merge", shards, "--plan", plan, "-o", "\(root)out.sqlite"],
        ] {
            #expect(said.indices.contains { said[$0...].starts(with: words) }, "\(words) \(ran)")
        }
        if engine == "slurm" { #expect(said.contains("--dependency=afterany:17") && end.output.contains("--array=0-4"), "\(ran) \(end)") }
    }

    @Test("the manifest for Kubernetes is two jobs that name what the plan does")
    func manifest() async throws {
        let folder = try Self.folder()
        let end = try await folder.weir("plan", "spec.yaml", "--shards", "5", "-o", "plan.json", "--for", "kubernetes", "--image", "reg/weir:x")
        let text = end.output
        #expect(end.exitCode == 0 && text.contains("completions: 5\n") && text.components(separatedBy: "kind: Job").count == 3, "\(end)")
        #expect(text.contains("image: \"reg/weir:x\"") && text.contains("\"--plan\", \"\(folder.files.path("plan.json"))\""), "\(end)")
        #expect(text.contains("mountPath: \"\(folder.files.path("").dropLast())\" }"), "\(end)")
        let refused = try await folder.weir("plan", "spec.yaml", "--shards", "5", "-o", "other.json", "--image", "x")
        #expect(refused.exitCode == 64 && !folder.files.exists("other.json"), "\(refused)")
    }

    @Test("what can't be divided is kept whole, and why is said")
    func whole() async throws {
        let large = Array(Self.ndjson(0..<6_000).utf8)
        let csv = Array(numberedCSV(0..<20_000).utf8)
        let cases: [(name: String, bytes: [UInt8], split: String, source: [String], transforms: [String], words: String)] = [
            ("a.ndjson", large, "none", [], [], "--split none"),
            ("a.ndjson.gz", Gzip.member(Array(large.shuffled())), "auto", [], [], "--split prove does that"),
            ("a.ndjson", large, "auto", [], ["dedupe: { key: [id], scope: input }"], "dedupe goes by other rows"),
            ("a.csv", csv, "auto", [], [], "CSV shows where records start only when it is read once"),
            ("a.ndjson", large, "auto", ["encoding: windows-1252"], [], "its text is windows-1252"),
            ("a.csv", csv, "prove", ["csv: { footer_lines: 1 }"], [], "footer_lines"),
            ("a.csv", csv, "prove", ["csv: { delimiter: \"||\" }"], [], "several bytes"),
        ]
        for one in cases {
            let folder = try PipelineFolder(SpecText(files: one.name, source: one.source, transforms: one.transforms))
            try folder.files.write(one.name, bytes: one.bytes)
            let end = try await folder.weir("plan", "spec.yaml", "--shards", "2", "-o", "plan.json", "--split", one.split)
            #expect(end.exitCode == 0 && end.errors.contains("whole     1 input of up to"), "\(one.name): \(end)")
            #expect(end.errors.contains(one.words), "\(end)")
            #expect(try Plan(folder).assignments.flatMap(\.units).count == 1)
        }
    }

    @Test("what shards can't load as one machine would is refused, with its place")
    func refused() async throws {
        let folder = try Self.folder()
        func refusal(_ spec: SpecText) async throws -> String {
            try folder.write(spec, as: "other.yaml")
            let end = try await folder.weir("plan", "other.yaml", "--shards", "2", "-o", "none.json")
            #expect(end.exitCode == 64 && !folder.files.exists("none.json"), "\(end)")
            return end.errors
        }
        #expect(try await refusal(SpecText(files: "in/*.csv", columns: nil)).hasPrefix("other.yaml:3:1: error: a plan needs source.columns"))
        var spec = SpecText(files: "in/*.csv", transforms: ["trim: name", "dedupe: { key: [id] }"])
        #expect(try await refusal(spec).hasPrefix("other.yaml:8:5: error: dedupe goes by rows of other inputs"))
        spec = SpecText(source: ["format: csv"])
        spec.origin = "stdin: true"
        #expect(try await refusal(spec).hasPrefix("other.yaml:4:10: error: stdin can be read by one machine only"))
        spec.origin = "command: [echo, x]"
        #expect(try await refusal(spec).contains("error: what a command prints can't be planned"))
        #expect(try await refusal(SpecText(files: "in/*.csv", transforms: ["filter: nope > 1"])).contains("nope"))
        for shards in ["0", "-1", "x", "1000001"] {
            let end = try await folder.weir("plan", "spec.yaml", "--shards", shards, "-o", "none.json")
            #expect(end.exitCode == 64, "\(end)")
        }
        let missing = try await folder.weir("plan", "spec.yaml", "--shards", "2", "-o", "no/such/plan.json")
        #expect(missing.exitCode == 73, "\(missing)")
        try folder.write(SpecText(files: "nothing*.csv"), as: "other.yaml")
        let none = try await folder.weir("plan", "other.yaml", "--shards", "2", "-o", "none.json")
        #expect(none.exitCode == 66, "\(none)")
    }

    @Test("a plan that was damaged is made whole again, also where it has shards")
    func damaged() async throws {
        let folder = try Self.folder()
        func plan() async throws -> ProgramEnd { try await folder.weir("plan", "spec.yaml", "--shards", "3", "-o", "plan.json") }
        #expect(try await plan().exitCode == 0)
        #expect(try await folder.weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "1").exitCode == 0)
        let bytes = try folder.files.bytes("plan.json")
        var edited = bytes
        edited[try #require(bytes.lastIndex(of: UInt8(ascii: ":"))) - 200] ^= 1
        try folder.files.write("plan.json", bytes: edited)
        #expect(try await folder.weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "0").exitCode == 1)
        let end = try await plan()
        #expect(end.exitCode == 0 && !end.errors.contains("the same plan was there"), "\(end)")
        #expect(try folder.files.bytes("plan.json") == bytes)
        #expect(try await plan().errors.contains("the same plan was there already"))
    }

    @Test("a plan takes the place of another only as long as that has no shards, and never that of another file")
    func place() async throws {
        let folder = try Self.folder()
        func plan(_ shards: Int, _ path: String, _ more: String...) async throws -> ProgramEnd {
            try await WeirBinary.run(["plan", "spec.yaml", "--shards", "\(shards)", "-o", path] + more, in: folder.files.url)
        }
        #expect(try await plan(2, "plan.json").exitCode == 0)
        #expect(try await plan(3, "plan.json").exitCode == 0)
        let bytes = try folder.files.bytes("plan.json")
        #expect(try await folder.weir("run", "spec.yaml", "--plan", "plan.json", "--shard", "1").exitCode == 0)
        let refused = try await plan(2, "plan.json")
        #expect(try refused.exitCode == 73 && folder.files.bytes("plan.json") == bytes, "\(refused)")
        #expect(refused.errors.contains("plan.shards has shards of it"), "\(refused)")
        #expect(try await plan(3, "plan.json").exitCode == 0)
        let spec = try folder.files.bytes("spec.yaml")
        let noPlan = try await plan(2, "spec.yaml")
        #expect(try noPlan.exitCode == 73 && folder.files.bytes("spec.yaml") == spec, "\(noPlan)")
        #expect(try await plan(2, "in").exitCode == 73)
        #expect(try await plan(2, "plan.json", "--force").exitCode == 0)
        #expect(try Plan(folder).plan.shards == 2)
    }
}
