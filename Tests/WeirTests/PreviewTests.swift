// `weir preview`: what it shows, and that it leaves no trace.

import TestSupport
import Testing

@Suite("preview")
struct PreviewTests {
    private static let csv = """
        id,name,price
        1,"Anna ",2.50
        2,"two\nlines",0.10
        x,Carl,1.00
        4,,3
        5,Eve,7
        6,Frank,8

        """

    private static func folder() throws -> PipelineFolder {
        var spec = SpecText(columns: "{ id: integer, name: text, price: { type: decimal, scale: 2 } }")
        spec.transforms = ["filter: id <> 2", "derive: { cents: price + 1 }", "assert: id < 5", "drop: price"]
        return try PipelineFolder(spec, csv: csv)
    }

    @Test("the first records are shown behind each stage, with what is dropped and refused there")
    func stages() async throws {
        let folder = try Self.folder()
        let end = try await folder.weir("preview", "spec.yaml", "--rows", "5")
        #expect((end.exitCode, end.errors) == (0, ""), "\(end)")
        #expect(
            end.output.hasPrefix(
                #"""
                5 records of in.csv

                0  decode
                  record       id  name               price
                          integer  text          decimal(2)
                       1        1  "Anna "              250
                       2        2  "two\nlines"          10
                       4        4  null                 300
                       5        5  Eve                  700
                  rejected: record 3 (byte 48): id: "x" is not an integer; "x,Carl,1.00"

                1  filter: id <> 2
                  record       id  name          price
                          integer  text     decimal(2)
                       1        1  "Anna "         250
                       4        4  null            300
                       5        5  Eve             700
                  dropped: 1 row

                2  derive
                """#), "\(end)")
        #expect(!folder.files.exists("out.sqlite"))
    }

    @Test("one stage is shown alone by its name or number", arguments: [("assert", "3  assert"), ("0", "0  decode")])
    func oneStage(after: String, title: String) async throws {
        let end = try await Self.folder().weir("preview", "spec.yaml", "--after", after)
        let blocks = end.output.split(separator: "\n\n")
        #expect(blocks.count == 2 && blocks[1].hasPrefix(title), "\(end)")
        #expect(after == "0" || blocks[1].contains("rejected: record 5 (byte"))
    }

    @Test("a stage that is not there, and one that is there twice, are usage errors that list the stages")
    func wrongStage() async throws {
        let folder = try Self.folder()
        let unknown = try await folder.weir("preview", "spec.yaml", "--after", "fliter")
        #expect(unknown.exitCode == 64 && unknown.errors.contains("stages are 0 decode, 1 filter, 2 derive, 3 assert, 4 drop"))
        try folder.write(SpecText(transforms: ["filter: id > 0", "filter: id > 1"]))
        let twice = try await folder.weir("preview", "spec.yaml", "--after", "filter")
        #expect(twice.exitCode == 64 && twice.errors.contains("take a number: 0 decode, 1 filter, 2 filter"))
    }

    @Test("further inputs are read where the first has too few records, and each row says which it is of")
    func inputs() async throws {
        let folder = try PipelineFolder(SpecText(files: "[a.csv, b.csv, c.csv]"))
        for name in ["a.csv", "b.csv", "c.csv"] { try folder.files.write(name, numberedCSV(1...2)) }
        let end = try await folder.weir("preview", "spec.yaml", "--rows", "3")
        #expect(end.output.hasPrefix("3 records of\n  1  a.csv\n  2  b.csv\n"))
        let places = end.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }.filter { $0.contains(":") }
        #expect(places == ["1:1", "1:2", "2:1"])
    }

    @Test("a program that never stops printing is ended once there is enough, and stdin is taken no further")
    func commands() async throws {
        var spec = SpecText(source: ["format: csv"])
        spec.origin = "command: [sh, -c, 'echo id,name; while true; do echo 1,a; done']"
        let folder = try PipelineFolder(spec)
        let end = try await folder.weir("preview", "spec.yaml", "--rows", "2")
        #expect(end.exitCode == 0 && end.output.hasPrefix("2 records of command: sh"), "\(end)")
        spec.origin = "command: [sh, -c, 'echo id,name; echo 1,a; exit 3']"
        try folder.write(spec)
        let failed = try await folder.weir("preview", "spec.yaml")
        #expect(failed.exitCode == 65 && failed.errors.contains("exit status 3"))
    }

    @Test("a row that expect refuses is told of, and values can't steer the terminal")
    func hostile() async throws {
        var spec = SpecText()
        spec.more = ["expect: { columns: { id: '> 1' } }"]
        let folder = try PipelineFolder(spec, csv: "id,name\n1,\u{1B}[31mred\n")
        let end = try await folder.weir("preview", "spec.yaml")
        #expect(end.exitCode == 0 && !end.output.contains("\u{1B}"))
        #expect(end.output.contains("a run would fail: in.csv: record 1 (byte 8): id is 1"))
    }

    @Test("an input that can't be read is what it is for a run", arguments: [("", 66), ("\u{1F}\u{8B}", 65)])
    func unreadable(content: String, exitCode: Int32) async throws {
        let folder = try PipelineFolder()
        if !content.isEmpty { try folder.files.write("in.csv", bytes: [0x1F, 0x8B]) }
        #expect(try await folder.weir("preview", "spec.yaml").exitCode == exitCode)
    }
}
