// Files that are hardly there, or end in odd ways.

import TestSupport
import Testing

@Suite("input shapes")
struct InputShapeTests {
    @Test(
        "a file without a header is bad data, and says what it lacks",
        arguments: ["", "\n\n\n", "\u{FEFF}", "\r\n"])
    func noHeader(_ text: String) async throws {
        let folder = try PipelineFolder(csv: text)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.csv: holds no header: it is empty, or nothing but blank"), "\(end)")
    }

    @Test(
        "what a header's line ends in, and whether the last record has a line end, changes nothing",
        arguments: [
            "id,name\n1,a\n2,b\n", "id,name\n1,a\n2,b", "id,name\r\n1,a\r\n2,b\r\n", "id,name\r\n1,a\r\n2,b",
            "\u{FEFF}id,name\r\n1,a\r\n2,b\r\n", "id,name\r1,a\r2,b\r", "id,name\r\n1,a\n2,b\r",
            "\n\nid,name\n\n1,a\n\n\n2,b\n\n",
            "\"id\",\"name\"\n\"1\",\"a\"\n\"2\",\"b\"",
        ])
    func lineEnds(_ text: String) async throws {
        let folder = try PipelineFolder(csv: text)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.records == 2)
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a", "2|b"])
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test(
        "a file that holds only a header is a load of no records",
        arguments: ["id,name\n", "id,name", "\u{FEFF}id,name\r\n\r\n"])
    func headerOnly(_ text: String) async throws {
        let folder = try PipelineFolder(csv: text)
        let report = try await folder.report()
        #expect(report.balanced)
        #expect(report.records == 0)
        #expect(report.inputs.map(\.complete) == [true])
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 0)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test(
        "an empty NDJSON file, and one of blank lines, are loads of no records", arguments: [("", 0), ("\n \n\t\n", 3)])
    func emptyNDJSON(_ text: String, blankLines: Int) async throws {
        let folder = try PipelineFolder(SpecText(files: "in.ndjson"))
        try folder.files.write("in.ndjson", text)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.records == 0)
        #expect(report.inputs.map(\.blankLines) == [blankLines])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("several gzip members are one file, and a file that is gzip without saying so is read as what it is")
    func members() async throws {
        let folder = try PipelineFolder(SpecText(files: "[in.csv.gz, disguised.csv]"))
        let first = Array(numberedCSV(1...400).utf8)
        try folder.files.write("in.csv.gz", bytes: Gzip.members(of: first, cutAt: [1, 300, 300, 2001]))
        try folder.files.write("disguised.csv", bytes: Gzip.member(Array(numberedCSV(401...450).utf8)))
        let report = try await folder.report()
        #expect(report.inputs.map(\.records) == [400, 50])
        #expect(try await folder.database.text("SELECT count(*), sum(id) FROM rows") == "450|\(450 * 451 / 2)")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test(
        "a header that does not suit the spec is bad data, each fault named",
        arguments: [
            ("id,nam\n", "column \"name\" is not in the header; did you mean \"nam\"?"),
            ("id,name,more\n", "column 3, \"more\", is not in the spec"),
            ("id,name,id\n", "\"id\" names 2 columns: 1, 3"),
            ("id,name,\n", "column 3 has no name"), ("id,\"name\n1,2\n", "the header (byte 0) can't be read"),
        ])
    func wrongHeader(_ text: String, message: String) async throws {
        let folder = try PipelineFolder(csv: text)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("in.csv: "), "\(end)")
        #expect(end.errors.contains(message), "\(end)")
    }

    @Test(
        "an input that can't be text is refused by what it looks like",
        arguments: [("PK\u{3}\u{4}zip", "zip"), ("i\0d\0,\0n\0", "UTF-16")])
    func notText(_ text: String, kind: String) async throws {
        let folder = try PipelineFolder(csv: text)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains(kind), "\(end)")
    }
}
