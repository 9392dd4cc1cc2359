// weir rejects list

import Foundation
import TestSupport
import Testing

@Suite("rejects list")
struct RejectsListTests {
    /// A run with three rejects, see ``RejectTests/dirty``.
    static func dirty(_ csv: String = RejectTests.dirty, more: [String] = ["rejects: { max: 100 }"]) async throws
        -> PipelineFolder
    {
        var spec = SpecText()
        spec.more = more
        let folder = try PipelineFolder(spec, csv: csv)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        return folder
    }

    @Test(
        "counts by stage, column and reason, then each with its place, reason and raw record",
        arguments: ["spec.yaml", "out.sqlite"])
    func list(_ place: String) async throws {
        let folder = try await Self.dirty("id,name\n1,a\nx,b\n3,c\n4\ny,e\n\"5,e\n")
        let end = try await folder.weir("rejects", "list", place)
        #expect(end.exitCode == 0, "\(end)")
        let lines = end.output.components(separatedBy: "\n")
        #expect(lines[0].hasPrefix("out.sqlite: run 1 of test into table rows (complete, 20"))
        #expect(
            Array(lines.dropFirst()) == [
                "  6 records, 4 rejects",
                "  2  decode  id  \"…\" is not an integer",
                "  1  decode      1 field instead of 2",
                "  1  decode      the quote that opens at byte 26 never closes; it swallows 1 line up to the end of the input",
                "",
                "  in.csv: record 2 (byte 12): decode: id: \"x\" is not an integer", "    \"x,b\"",
                "  in.csv: record 4 (byte 20): decode: 1 field instead of 2", "    \"4\"",
                "  in.csv: record 5 (byte 22): decode: id: \"y\" is not an integer", "    \"y,e\"",
                "  in.csv: record 6 (byte 26): decode: the quote that opens at byte 26 never closes; it swallows 1 line up to the end of the input",
                "    \"\\\"5,e\\n\"", "",
            ])
    }

    @Test("--reason, --input and --limit leave out the others, and it says how many there are")
    func filters() async throws {
        let folder = try await Self.dirty()
        let limited = try await folder.weir("rejects", "list", "spec.yaml", "--limit", "1")
        #expect(limited.output.contains("\n  … and 2 more; --limit shows more of them\n"), "\(limited)")
        let none = try await folder.weir("rejects", "list", "spec.yaml", "--limit", "0")
        #expect(!none.output.contains("in.csv: record") && none.output.contains("  5 records, 3 rejects\n"), "\(none)")
        let integers = try await folder.weir("rejects", "list", "spec.yaml", "--reason", "NOT AN integer")
        #expect(
            integers.output.contains("3 rejects, 1 of them as asked for") && !integers.output.contains("record 4"),
            "\(integers)")
        for (input, count) in [("in.csv", "3 rejects\n"), ("n.csv", "3 rejects, 0 of them as asked for\n")] {
            let end = try await folder.weir("rejects", "list", "spec.yaml", "--input", input)
            #expect(end.output.contains(count), "\(end)")
        }
    }

    @Test("the last run of each pipeline is meant, or the one that is named")
    func runs() async throws {
        let folder = try await Self.dirty()
        var other = SpecText(name: "other", files: "other.csv", table: "others")
        other.more = ["rejects: { max: 1 }"]
        try folder.write(other, as: "other.yaml")
        try folder.files.write("other.csv", "id,name\nz,b\n")
        #expect(try await folder.run("other.yaml").exitCode == 0)
        var spec = SpecText(files: "[in.csv, more.csv]")
        spec.more = ["rejects: { max: 9 }"]
        try folder.write(spec)
        try folder.files.write("more.csv", "id,name\nq,b\n")
        #expect(try await folder.run().exitCode == 0)

        let all = try await folder.weir("rejects", "list", "out.sqlite").output
        #expect(all.contains("run 2 of other") && all.contains("run 3 of test") && !all.contains("run 1 of"))
        let last = try await folder.weir("rejects", "list", "spec.yaml").output
        #expect(last.contains("run 3 of test") && last.contains("1 record, 1 reject\n") && !last.contains("other"))
        #expect(try await folder.weir("rejects", "list", "spec.yaml", "--run", "1").output.contains("run 1 of test"))
        let missing = try await folder.weir("rejects", "list", "spec.yaml", "--run", "2")
        #expect(missing.exitCode == 66)
        #expect(
            missing.errors.contains("the ledger knows no run 2 of pipeline \"test\" into the spec's table"),
            "\(missing)")
    }

    @Test("--json gives the same as one line for each run")
    func json() async throws {
        let folder = try await Self.dirty()
        let end = try await folder.weir("rejects", "list", "spec.yaml", "--json", "--limit", "2")
        #expect(end.output.hasSuffix("}\n") && end.output.dropLast().allSatisfy { $0 != "\n" })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
        #expect(object["rejects"] as? Int == 3 && object["matching"] as? Int == 3 && object["records"] as? Int == 5)
        #expect((object["groups"] as? [[String: Any]])?.count == 3)
        let listed = try #require(object["listed"] as? [[String: Any]])
        #expect(listed.map { $0["record"] as? Int } == [2, 4])
        #expect(listed[0]["raw_start"] as? String == "\"x,b\"" && listed[0]["byte_offset"] as? Int == 12)
    }

    @Test("nothing that a record, column or path holds gets at the terminal or begins a line of its own")
    func hostile() async throws {
        let evil = "\u{1B}[2J\u{1B}]0;title\u{7}\u{9B}31m\u{202E}\u{2028}\r"
        var spec = SpecText(files: "\"evil\\e[31m\\nfile.csv\"", columns: "{ id: integer, \"na\\nme\\e[1m\": integer }")
        spec.more = ["rejects: { max: 9 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("evil\u{1B}[31m\nfile.csv", "id,\"na\nme\u{1B}[1m\"\n1,\"\(evil)\"\n\(evil),2\n")
        let run = try await folder.run()
        #expect(run.exitCode == 0, "\(run)")
        for json in [[], ["--json"]] {
            let end = try await WeirBinary.run(["rejects", "list", "spec.yaml"] + json, in: folder.files.url)
            #expect(end.exitCode == 0 && end.output.contains("is not an integer"), "\(end)")
            let controls = end.output.unicodeScalars.filter { $0 != "\n" && $0.properties.generalCategory == .control }
            #expect(controls.isEmpty, "\(controls)")
            if json.isEmpty { #expect(!end.output.unicodeScalars.contains { ["\u{202E}", "\u{2028}"].contains($0) }) }
            for line in end.output.components(separatedBy: "\n") {
                #expect(!line.hasPrefix("me") && !line.hasPrefix("file"))
            }
        }
    }

    @Test("what is kept in part only says so")
    func inPart() async throws {
        let long = String(repeating: "long ", count: 20_000)
        let folder = try await Self.dirty(
            "id,name\n1,a\n2,\(long)\n3,c\n",
            more: ["rejects: { max: 1 }", "flow: { max_record: 8KiB, batch_bytes: 4KiB }"])
        let end = try await folder.weir("rejects", "list", "spec.yaml")
        #expect(end.output.contains("3 records, 1 reject, 1 kept in part only\n"), "\(end)")
        #expect(end.output.contains(" (65,536 of 100,002 bytes are kept)\n"), "\(end)")
    }

    @Test("the database is only read, and what is none, or has no ledger, is an error that says so")
    func places() async throws {
        let folder = try await Self.dirty()
        let before = try folder.files.bytes("out.sqlite")
        #expect(try await folder.weir("rejects", "list", "out.sqlite").exitCode == 0)
        #expect(try folder.files.bytes("out.sqlite") == before)
        try await SQLiteShell(folder.files.path("other.sqlite")).execute("CREATE TABLE t(x)")
        let unledgered = try await folder.weir("rejects", "list", "other.sqlite")
        #expect(unledgered.exitCode == 66 && unledgered.errors.contains("the database has no ledger"), "\(unledgered)")
        #expect(try await folder.weir("rejects", "list", "nothing.yaml").exitCode == 66)
        #expect(try await folder.weir("rejects", "list", "in.csv").exitCode == 64)
        #expect(try await folder.weir("rejects", "list", "out.sqlite", "--set", "a=b").exitCode == 64)
        #expect(try await folder.weir("rejects", "list").exitCode == 64)
        try folder.files.remove("out.sqlite")
        #expect(try await folder.weir("rejects", "list", "spec.yaml").exitCode == 66)
    }

    @Test("a ledger that was edited into nonsense is an error, never a crash")
    func damaged() async throws {
        for edit in [
            "raw = 'text'", "record = 'x'", "reason = x'00ff'", "raw_length = -1", "input_id = 77", "stage = 99",
        ] {
            let folder = try await Self.dirty()
            try await folder.database.execute("UPDATE _weir_rejects SET \(edit)")
            let end = try await folder.weir("rejects", "list", "spec.yaml")
            #expect(!end.wasKilled && [0, 1].contains(end.exitCode), "\(edit): \(end)")
        }
    }

    @Test("what docs/rejects.md shows is what happens")
    func documentation() async throws {
        let folder = try PipelineFolder()
        for name in ["pipelines", "sample-data"] {
            try FileManager.default.copyItem(
                at: SharedFolder.repository.appending(path: name), to: folder.files.url.appending(path: name))
        }
        let page = try String(contentsOf: SharedFolder.repository.appending(path: "docs/rejects.md"), encoding: .utf8)
        let shown = page.components(separatedBy: "```console\n")[1].components(separatedBy: "```")[0]
            .components(separatedBy: "\n")
        #expect(try await folder.run("pipelines/dirty.yaml").exitCode == 0)
        let words = try #require(shown.first).components(separatedBy: " ").dropFirst(2)
        let end = try await WeirBinary.run(Array(words), in: folder.files.url)
        // But for the time of the run.
        #expect(end.output.components(separatedBy: "\n").dropFirst() == shown.dropFirst(2), "\(end)")
    }
}
