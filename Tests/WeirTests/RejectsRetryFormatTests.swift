// Raw records of every format, out of the database and into it again.

import Foundation
import TestSupport
import Testing

extension RejectsRetryTests {
    @Test("elements of JSON, whatever they are, are exported and retried as one array", arguments: [
        #"[{"id":1,"name":"a"},[2],{"id":"x","name":"b"}, nul ,{"id":3,"name":"c,]"},{"id":"y",\n"name":"d]"}]"#,
        #"{"id":1,"name":"a"}[2]{"id":"x","name":"b"} nul {"id":3,"name":"c,]"}{"id":"y",\n"name":"d]"}"#,
    ])
    func jsonElements(content: String) async throws {
        var spec = SpecText(files: "in.json", more: ["rejects: { max: 4 }"])
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.json", content.replacing("\\n", with: "\n"))
        let first = try await folder.run()
        #expect(first.exitCode == 0, "\(first)")
        let raw = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.json")
        #expect(raw.exitCode == 0, "\(raw)")
        let expected = "[\n[2],\n{\"id\":\"x\",\"name\":\"b\"},\nnul,\n{\"id\":\"y\",\n\"name\":\"d]\"}\n]\n"
        #expect(try String(decoding: folder.files.bytes("raw.json"), as: UTF8.self) == expected)

        spec.columns = "{ id: text, name: text }"
        spec.transforms = ["map: { column: id, values: { x: '2', y: '4' } }", "cast: { id: integer }"]
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0 && end.errors.contains("4 records = 2 inserted + 0 dropped + 2 rejected"), "\(end)")
        try await checkBalanced(folder)

        // Those that are left, mended by hand.
        try folder.files.write("mended.json", #"{"id":"x","name":"e"} {"id":"y"}"#)
        let mended = try await folder.weir("rejects", "retry", "spec.yaml", "--from", "mended.json")
        #expect(mended.exitCode == 0 && mended.errors.contains("2 records = 2 inserted"), "\(mended)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows ORDER BY id, name") == ["1|a", "2|b", "2|e", "3|c,]", "4|NULL", "4|d]"])
        try await checkBalanced(folder)
    }

    /// Keys of `source`, the keys of columns, and a content of which records 2 and 4 are refused for their ids.
    private static let dialects: [(source: [String], columns: String, content: String)] = [
        (["csv: { footer_lines: 2, skip_lines: 1 }"], "", "made today\nid,name\n1,a\nx,b\n3,c\ny,d\n--\n4 rows\n"),
        (["csv: { delimiter: '||' }"], "", "id||name\n1||a\nx||b\n3||c\ny||\"d||\"\n"),
        (["csv: { terminator: \"\\x1e\" }"], "", "id,name\u{1E}1,a\u{1E}x,\"b\n\"\u{1E}3,c\u{1E}y,d"),
        (
            ["csv: { header_names: snake_case, delimiter: ' | ', terminator: \";\" }"], "",
            "Id | \" Name;\";1 | a;x | b;3 | c;y | \"d;\";"
        ),
        (["missing_columns: null"], ", added: text", "name,id\na,1\nb,x\nc,3\nd,y\n"),
    ]

    @Test("raw records are written and read as their dialect has it", arguments: dialects.indices)
    func dialect(_ index: Int) async throws {
        let (source, columns, content) = Self.dialects[index]
        var spec = SpecText(columns: "{ id: integer, name: text\(columns) }", source: source)
        spec.more = ["rejects: { max: 2 }"]
        let folder = try PipelineFolder(spec, csv: content)
        let first = try await folder.run()
        #expect(first.exitCode == 0, "\(first)")
        let list = "SELECT reason, hex(raw), raw_length FROM _weir_rejects WHERE run_id = (SELECT max(run_id) FROM _weir_rejects)"
        let rejects = try await folder.database.rows(list)
        #expect(rejects.count == 2)

        // The export is a file of the same source, with the same rejects and no other records.
        let export = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "more.csv")
        #expect(export.exitCode == 0, "\(export)")
        var more = spec
        (more.name, more.files) = ("more", "more.csv")
        try folder.files.write("more.yaml", more.yaml)
        let again = try await folder.weir("run", "more.yaml")
        #expect(again.exitCode == 0 && again.errors.contains("2 records = 0 inserted"), "\(again)")
        #expect(try await folder.database.rows(list) == rejects)

        spec.columns = "{ id: text, name: text\(columns) }"
        spec.transforms = ["map: { column: id, values: { x: '2', y: '4' } }", "cast: { id: integer }"]
        try folder.write(spec)
        let end = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(end.exitCode == 0 && end.errors.contains("2 records = 2 inserted"), "\(end)")
        #expect(
            try await folder.database.rows("SELECT id, trim(name, ';|' || char(10)) FROM rows ORDER BY id")
                == ["1|a", "2|b", "3|c", "4|d"])
        try await checkBalanced(folder)
    }
}
