// weir rejects export

import Foundation
import TestSupport
import Testing

@Suite("rejects export")
struct RejectsExportTests {
    private static func gunzipped(_ folder: PipelineFolder, _ name: String) async throws -> String {
        try await Program.run("gzip", ["-dc", folder.files.path(name)]).output
    }

    @Test("CSV and NDJSON have each reject with its place, reason and raw record", arguments: ["", ".gz"])
    func reasons(_ packing: String) async throws {
        let folder = try await RejectsListTests.dirty("id,name\n1,a\nx,\"b \"\"q\"\"\nc\"\n4\n")
        let csv = try await folder.weir("rejects", "export", "spec.yaml", "-o", "out.csv\(packing)")
        #expect(csv.exitCode == 0 && csv.errors == "out.csv\(packing): 2 rejects\n", "\(csv)")
        let path = folder.files.path("in.csv")
        let text =
            packing.isEmpty
            ? try String(contentsOfFile: folder.files.path("out.csv"), encoding: .utf8)
            : try await Self.gunzipped(folder, "out.csv.gz")
        // The shell reads it as CSV.
        try folder.files.write("plain.csv", text)
        let shell = SQLiteShell(folder.files.path("import.sqlite"))
        try await shell.execute(".import --csv \(folder.files.path("plain.csv")) r")
        let rows = try await shell.rows(
            "SELECT pipeline, run, record, byte_offset, stage, \"column\", reason, raw_length, hex(raw), raw_base64 FROM r"
        )
        #expect(
            rows == [
                "test|1|2|12|decode|id|\"x\" is not an integer|13|\(hex("x,\"b \"\"q\"\"\nc\""))|",
                "test|1|3|26|decode||1 field instead of 2|1|\(hex("4"))|",
            ])
        #expect(
            try await shell.rows("SELECT DISTINCT input FROM r").map { $0.hasSuffix("/in.csv") } == [true], "\(path)")

        let json = try await folder.weir("rejects", "export", "out.sqlite", "--output", "out.ndjson\(packing)")
        #expect(json.exitCode == 0, "\(json)")
        let lines =
            packing.isEmpty
            ? try String(contentsOfFile: folder.files.path("out.ndjson"), encoding: .utf8)
            : try await Self.gunzipped(folder, "out.ndjson.gz")
        let objects = try lines.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(objects.map { $0["raw"] as? String } == ["x,\"b \"\"q\"\"\nc\"", "4"])
        #expect(objects[1]["column"] is NSNull && objects[0]["raw_base64"] is NSNull)
        #expect(objects[0]["reason"] as? String == "\"x\" is not an integer")
    }

    private func hex(_ text: String) -> String { text.utf8.map { String(format: "%02X", $0) }.joined() }

    @Test("raw records that are no text are base64, so every byte arrives", arguments: ["csv", "ndjson"])
    func binary(_ format: String) async throws {
        var random = SeededGenerator()
        let seed = random.seed
        var spec = SpecText(columns: "{ id: integer }")
        spec.more = ["rejects: { max: 1000 }"]
        let folder = try PipelineFolder(spec)
        let raws = (0..<200).map { _ in
            [UInt8(ascii: "x")]
                + (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    let byte = UInt8.random(in: 0...255, using: &random)
                    return [0x0A, 0x0D, 0x22].contains(byte) ? 0xFF : byte
                }
        }
        try folder.files.write("in.csv", bytes: Array("id\n".utf8) + raws.flatMap { $0 + [0x0A] })
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "-o", "out", "--format", format).exitCode == 0)
        let text = try String(contentsOfFile: folder.files.path("out"), encoding: .utf8)
        try folder.files.write("out.\(format)", text)
        let shell = SQLiteShell(folder.files.path("import.sqlite"))
        let found: [[UInt8]]
        if format == "csv" {
            try await shell.execute(".import --csv \(folder.files.path("out.csv")) r")
            found = try await shell.rows("SELECT hex(raw) || '|' || raw_base64 FROM r").map(Self.bytes)
        } else {
            found = try text.split(separator: "\n").map { line in
                let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                if let raw = object["raw"] as? String { return Array(raw.utf8) }
                let base64 = try #require(object["raw_base64"] as? String)
                return Array(try #require(Data(base64Encoded: base64)))
            }
        }
        #expect(found == raws, "seed \(seed)")
    }

    /// Of `hex|base64`, whichever is not empty.
    private static func bytes(_ line: String) -> [UInt8] {
        let parts = line.components(separatedBy: "|")
        if !parts[1].isEmpty { return Array(Data(base64Encoded: parts[1]) ?? Data()) }
        return stride(from: 0, to: parts[0].utf8.count, by: 2).map { offset in
            let start = parts[0].index(parts[0].startIndex, offsetBy: offset)
            return UInt8(parts[0][start...].prefix(2), radix: 16)!
        }
    }

    @Test("--raw is a file that the same spec reads, and that gives the same rejects again", arguments: ["", ".gz"])
    func raw(_ packing: String) async throws {
        var spec = SpecText(files: "in.csv", columns: "{ id: integer, name: { type: text, from: \"the; name\" } }")
        spec.source = ["csv: { delimiter: \";\", quote: \"'\", escape: '\\', skip_lines: 2, comment: \"#\" }"]
        spec.more = ["rejects: { max: 9 }"]
        let head = "skip\n'skip\n"
        let folder = try PipelineFolder(spec, csv: head + "'the; name';id\na;1\nb;x\n'c\nd\\'';y\n# no\ne\n")
        #expect(try await folder.run().exitCode == 0)
        let name = "again.csv\(packing)"
        let export = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", name)
        #expect(export.exitCode == 0 && export.errors == "\(name): 3 rejects\n", "\(export)")
        if packing.isEmpty {
            #expect(
                try String(contentsOfFile: folder.files.path(name), encoding: .utf8)
                    == "\n\n'the; name';id\nb;x\n'c\nd\\'';y\ne\n")
        }
        spec.files = name
        spec.database = "again.sqlite"
        try folder.write(spec)
        #expect(try await folder.run().exitCode == 0)
        let rejects = "SELECT column_name, reason, hex(raw) FROM _weir_rejects"
        let again = try await SQLiteShell(folder.files.path("again.sqlite")).rows(rejects)
        #expect(try await folder.database.rows(rejects) == again)
        #expect(again.count == 3)
    }

    @Test("raw NDJSON records are their lines, and mended ones load")
    func rawNDJSON() async throws {
        var spec = SpecText(files: "in.ndjson")
        spec.more = ["rejects: { max: 9 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.ndjson", "{\"id\": 1}\n{\"id\": 2\n \r{\"id\": \"x\"}\n")
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "mend.ndjson").exitCode == 0)
        let text = try String(contentsOfFile: folder.files.path("mend.ndjson"), encoding: .utf8)
        #expect(text == "{\"id\": 2\n \r{\"id\": \"x\"}\n")
        try folder.files.write("mended.ndjson", "{\"id\": 2}\n{\"id\": 3}\n")
        spec.files = "mended.ndjson"
        try folder.write(spec)
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT id FROM rows") == ["1", "2", "3"])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a record whose quote never closes comes last, one that is kept in part is left out, and both are said")
    func incomplete() async throws {
        let long = String(repeating: "long ", count: 20_000)
        var spec = SpecText(files: "[a.csv, b.csv]")
        spec.more = ["rejects: { max: 9 }", "flow: { max_record: 8KiB, batch_bytes: 4KiB }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("a.csv", "id,name\n2,\(long)\n\"3,c\n4,d\n")
        try folder.files.write("b.csv", "id,name\nx,e\n")
        #expect(try await folder.run().exitCode == 0)
        let end = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.csv")
        #expect(
            end.errors == """
                raw.csv: 2 rejects
                  left out: 1 of which only the start is kept (they exceeded flow.max_record)
                  at its end: 1 record with a quote that never closes; mend these first, or each swallows what follows

                """, "\(end)")
        #expect(
            try String(contentsOfFile: folder.files.path("raw.csv"), encoding: .utf8) == "id,name\nx,e\n\"3,c\n4,d\n\n")
        let reasons = try await folder.weir("rejects", "export", "spec.yaml", "-o", "reasons.csv")
        #expect(reasons.errors.contains("reasons.csv: 3 rejects\n  1 of them kept in part only"), "\(reasons)")
    }

    @Test("inputs with different headers are exported one by one, and one that has changed not at all")
    func headers() async throws {
        var spec = SpecText(files: "[a.csv, b.csv]")
        spec.more = ["rejects: { max: 9 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("a.csv", "id,name\nx,a\n")
        try folder.files.write("b.csv", "name,id\nb,y\n")
        #expect(try await folder.run().exitCode == 0)
        let both = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.csv")
        #expect(
            both.exitCode == 64 && both.errors.contains("have different headers") && !folder.files.exists("raw.csv"),
            "\(both)")
        let one = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.csv", "--input", "b.csv")
        #expect(one.exitCode == 0, "\(one)")
        #expect(try String(contentsOfFile: folder.files.path("raw.csv"), encoding: .utf8) == "name,id\nb,y\n")
        try folder.files.write("a.csv", "name,id,more\n")
        let changed = try await folder.weir(
            "rejects", "export", "spec.yaml", "--raw", "-o", "a2.csv", "--input", "a.csv")
        #expect(changed.exitCode == 66 && changed.errors.contains("has changed since it was loaded"), "\(changed)")
        #expect(!folder.files.exists("a2.csv"))
    }

    @Test("a file that is there is kept, and a name that says nothing refused")
    func outputs() async throws {
        let folder = try await RejectsListTests.dirty()
        let input = try folder.files.bytes("in.csv")
        let kept = try await folder.weir("rejects", "export", "spec.yaml", "-o", "in.csv")
        #expect(kept.exitCode == 73 && kept.errors.contains("--force"), "\(kept)")
        #expect(try folder.files.bytes("in.csv") == input)
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "-o", "in.csv", "--force").exitCode == 0)
        #expect(try folder.files.bytes("in.csv") != input)
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "-o", "rejects.txt").exitCode == 64)
        #expect(
            try await folder.weir("rejects", "export", "spec.yaml", "--raw", "--format", "csv", "-o", "r").exitCode
                == 64)
        #expect(try await folder.weir("rejects", "export", "spec.yaml", "-o", "no/such/folder.csv").exitCode == 73)
        #expect(try await folder.weir("rejects", "export", "spec.yaml").exitCode == 64)
    }
}
