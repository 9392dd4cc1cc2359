import RowModel
import Testing

@testable import PipelineSpec

@Suite struct OriginTests {
    private func sourceFaults(_ source: String) -> [String] {
        faults(Spec.withSource("source: { \(source) }"))
    }

    @Test("a command is a program and its arguments, kept as written, empty ones too")
    func command() throws {
        let source = try Spec.load(
            Spec.withSource(
                "source: { command: [curl, -fsS, '', \"a b; c\"], format: csv, columns: { id: integer }, compression: gzip }")
        ).source
        guard case .command(let arguments) = source.origin else {
            Issue.record("\(source.origin)")
            return
        }
        #expect(arguments.map(\.value) == ["curl", "-fsS", "", "a b; c"])
        #expect(source.compression == .gzip)
        #expect(source.format == .csv(CSVDialect()))
    }

    @Test("stdin is a source of its own, with the place it was written at")
    func stdin() throws {
        let source = try Spec.load(
            Spec.withSource("source: { stdin: true, format: ndjson, columns: { id: integer } }")
        ).source
        guard case .stdin(let mark) = source.origin else {
            Issue.record("\(source.origin)")
            return
        }
        #expect((mark.line, mark.column) == (1, 18))
        #expect(source.format == .ndjson)
    }

    @Test("a header that is a list, or none, is no matter to a command that has columns", arguments: ["false", "[id]"])
    func headers(header: String) throws {
        _ = try Spec.load(
            Spec.withSource(
                "source: { command: [x], format: csv, columns: { id: integer }, csv: { header: \(header) } }"))
    }

    @Test("origins that can't be", arguments: [
        ("format: csv, columns: { id: integer }", ["1:1: missing key \"files\" in source; it may also have command, or stdin: true"]),
        ("files: a.csv, stdin: true, columns: { id: integer }", ["1:25: source has one of files, command or stdin, not several"]),
        ("stdin: true, command: [x], files: a.csv", ["1:38: source has one of files, command or stdin, not several"]),
        ("command: curl -fsS x, format: csv, columns: { id: integer }",
            ["1:20: source.command must be a list of a program and its arguments such as [curl, -fsS, \"https://…\"], "
                + "not \"curl -fsS x\"; no shell takes it apart"]),
        ("command: [], format: csv, columns: { id: integer }",
            ["1:20: source.command must not be empty; write a list of a program and its arguments such as [curl, -fsS, \"https://…\"]"]),
        ("command: [''], format: csv, columns: { id: integer }", ["1:21: an entry of source.command must not be empty"]),
        ("command: [a, [b]], format: csv, columns: { id: integer }", ["1:24: an entry of source.command must be text, not a list"]),
        ("command: { a: b }, format: csv, columns: { id: integer }",
            ["1:20: source.command must be a list of a program and its arguments such as [curl, -fsS, \"https://…\"], not a mapping"]),
        ("command: [x]",
            ["1:11: source.command needs columns; only files have a sample to infer them from",
                "1:11: source.command needs format: csv, ndjson or json; there is no file name that says it"]),
        ("stdin: true, csv: { header: [id] }, format: csv",
            ["1:11: source.stdin needs columns; only files have a sample to infer them from"]),
        ("stdin: true, csv: { header: false }, format: csv",
            ["1:11: source.stdin needs columns; only files have a sample to infer them from"]),
        ("stdin: true, format: csv, columns: { id: int }",
            ["1:52: unknown type \"int\"; types are integer, real, text, boolean, decimal, date, timestamp, json, blob; "
                + "did you mean \"integer\"?"]),
        ("stdin: false, format: csv, columns: { id: integer }",
            ["1:18: source.stdin is true or left out; with false the source has nothing to read"]),
        ("stdin: yes, format: csv, columns: { id: integer }",
            ["1:18: source.stdin must be true or false, not \"yes\"; did you mean \"true\"?"]),
        ("stdin: true, format: csv, columns: { id: integer }, changed_inputs: fail",
            ["1:63: changed_inputs has no meaning with source.stdin, which is always loaded anew"]),
        ("stdin: true, format: csv, columns: { id: integer }, changed_inputs: reload",
            ["1:63: changed_inputs has no meaning with source.stdin, which is always loaded anew"]),
    ])
    func wrong(source: String, expected: [String]) {
        #expect(sourceFaults(source).sorted() == expected)
    }

    @Test("a changed input may be loaded anew where its rows can be told", arguments: ["append", "upsert", "ignore"])
    func reload(mode: String) throws {
        let spec = try Spec.load(
            "weir: 1\nname: n\nsource: { files: a.csv, changed_inputs: reload }\n"
                + "sink: { database: d, table: t, mode: \(mode), key: id, lineage: true }")
        #expect(spec.source.changedInputs == .reload)
    }

    @Test("a reload that can't be", arguments: [
        ("reload", "lineage: false", ["3:41: changed_inputs: reload needs sink.lineage: true, which tells the rows of one input from all others"]),
        ("reload", "mode: append", ["3:41: changed_inputs: reload needs sink.lineage: true, which tells the rows of one input from all others"]),
        ("reload", "mode: replace, lineage: true",
            ["3:41: changed_inputs: reload has no meaning in mode replace, which loads every input anew"]),
        // One fault is enough.
        ("reload", "lineage: on", ["4:41: sink.lineage must be true or false, not \"on\"; did you mean \"true\"?"]),
        ("relaod", "mode: append", ["3:41: source.changed_inputs must be fail or reload, not \"relaod\"; did you mean \"reload\"?"]),
        ("fail", "mode: replace", []),
    ])
    func wrongReload(changed: String, sink: String, expected: [String]) {
        #expect(
            faults(
                "weir: 1\nname: n\nsource: { files: a.csv, changed_inputs: \(changed) }\nsink: { database: d, table: t, \(sink) }")
                == expected)
    }
}
