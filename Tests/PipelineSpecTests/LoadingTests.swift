import Foundation
import RowModel
import Testing

@testable import PipelineSpec

@Suite struct LoadingTests {
    @Test("the least spec there is has every default of the reference")
    func defaults() throws {
        let spec = try Spec.load(
            "weir: 1\nname: n\nsource: { files: in/a.csv.gz }\nsink: { database: d.sqlite, table: t }")
        #expect(spec.path == "s.yaml")
        #expect(spec.name == "n")
        #expect(spec.parameters == [:])
        #expect(spec.source.files == [Located("in/a.csv.gz", at: SourceMark(line: 3, column: 18, isPlainScalar: true))])
        #expect(spec.source.format == .csv(CSVDialect()))
        #expect(spec.source.compression == .auto)
        #expect(spec.source.columns == nil)
        #expect(spec.source.columnsMark == SourceMark(line: 3, column: 1, isPlainScalar: true))
        #expect(spec.source.extraColumns == .fail)
        #expect(spec.transforms.isEmpty)
        #expect(spec.sink.database.value == "d.sqlite")
        #expect(spec.sink.table.value == "t")
        #expect(spec.sink.mode == .append)
        #expect(spec.sink.isStrict == false)
        #expect(spec.sink.indexes == [])
        #expect(spec.sink.commit == CommitThresholds(rows: 200_000, bytes: 64 << 20, seconds: 5))
        #expect(spec.sink.durability == .full)
        #expect(spec.rejectLimit == .count(0))
        #expect(
            spec.flow
                == FlowSpec(
                    highWatermark: 8 << 20, lowWatermark: 4 << 20, batchRows: 4096, batchBytes: 256 << 10,
                    maxRecord: 16 << 20))
    }

    @Test("sections whose content is commented out have their defaults")
    func emptySections() throws {
        let text = Spec.with("params:\ntransforms:\nrejects:\nflow:\n")
        let spec = try Spec.load(text)
        #expect(spec.transforms.isEmpty)
        #expect(spec.flow == FlowSpec())
    }

    @Test("JSON is YAML too")
    func json() throws {
        let spec = try Spec.load(
            #"{"weir": 1, "name": "j", "source": {"files": ["a.ndjson"]}, "sink": {"database": "d", "table": "t", "strict": true}}"#)
        #expect(spec.source.format == .ndjson)
        #expect(spec.sink.isStrict)
    }

    @Test("a spec file is read with its path, its exact text and its parameters")
    func file() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-spec-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "p.yaml")
        let text = "\u{FEFF}params: { day: x }\r\n" + Spec.head + "source: { files: '${day}.csv' }\n" + Spec.sink
        try Data(text.utf8).write(to: file)

        let spec = try PipelineSpec.load(path: file.path, parameters: ["day": "monday"])
        #expect(spec.path == file.path)
        #expect(Array(spec.text.utf8) == Array(text.utf8))
        #expect(spec.parameters == ["day": "monday"])
        #expect(spec.source.files[0].value == "monday.csv")
    }

    @Test("a file that can't be read is 66, not 64")
    func unreadable() throws {
        let folder = FileManager.default.temporaryDirectory
        let missing = #expect(throws: SpecError.self) { try PipelineSpec.load(path: "/no/such/spec.yaml") }
        #expect(missing?.exitCode == .noInput)
        #expect(missing?.description == "/no/such/spec.yaml: error: no such spec file")
        let asFolder = #expect(throws: SpecError.self) { try PipelineSpec.load(path: folder.path) }
        #expect(asFolder?.exitCode == .noInput)
        #expect(asFolder?.description == "\(folder.path): error: is a folder, not a spec file")
        #expect(asFolder?.diagnostics == [])
    }

    @Test("a device that never ends is refused, not read for ever")
    func endless() {
        let error = #expect(throws: SpecError.self) { try PipelineSpec.load(path: "/dev/zero") }
        #expect(error?.description == "/dev/zero:1:1: error: a spec file is at most 1 MiB")
    }

    @Test(
        "bytes that are no spec are refused with a place",
        arguments: [
            ([], "1:1: the spec is empty"),
            (Array("# nothing\n".utf8), "1:1: the spec is empty"),
            (Array("---\n".utf8), "2:1: a spec must be a mapping with keys such as name, source and sink, not nothing"),
            (
                Array("- a\n".utf8),
                "1:1: a spec must be a mapping with keys such as name, source and sink, not a list"
            ),
            (
                Array("hello".utf8),
                "1:1: a spec must be a mapping with keys such as name, source and sink, not \"hello\""
            ),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1: this is UTF-16; save the spec as UTF-8"),
            (Array("weir: 1\nname: \"ü".utf8) + [0xE9, 0x0A], "2:9: this is not UTF-8; save the spec as UTF-8"),
            (Array("a: \"\u{7}\"".utf8), "1:5: control characters are not allowed"),
        ] as [([UInt8], String)])
    func notASpec(bytes: [UInt8], expected: String) {
        let error = #expect(throws: SpecError.self) { try PipelineSpec.parse(bytes: bytes, path: "s.yaml") }
        #expect(error?.exitCode == .usage)
        #expect(error?.description == "s.yaml:" + expected.replacing(": ", with: ": error: ", maxReplacements: 1))
    }

    @Test("all that is wrong is reported at once, in the order of the file")
    func together() {
        let found = faults(
            """
            weir: 2
            nme: orders
            source:
              files: orders.csv
              delimiter: ";"
              csv: { delimeter: ";" }
              columns:
                id: int
                price: decimal
                ID: text
            transforms:
              - fliter: a > 0
              - exec: [cat]
            sink:
              database: d.sqlite
              mode: upsert
              commit: { rows: many, interval: 5sec }
            expect: { rows_written: ">= one" }
            """)
        #expect(
            found == [
                "1:1: missing key \"name\"",
                "1:7: weir must be 1, the version of the spec format, not \"2\"",
                "2:1: unknown key \"nme\"; did you mean \"name\"?",
                "5:3: unknown key \"delimiter\" in source; it belongs in source.csv",
                "6:10: unknown key \"delimeter\"; did you mean \"delimiter\"?",
                "8:9: unknown type \"int\"; types are integer, real, text, boolean, decimal, date, timestamp, json, blob;"
                    + " did you mean \"integer\"?",
                "9:12: decimal needs a scale: { type: decimal, scale: 2 }",
                "10:5: duplicate column \"ID\"; the first is at 8:5",
                "12:5: unknown transform \"fliter\"; transforms are select, drop, rename, cast, trim, fill, map, derive,"
                    + " filter, assert, hash, split, extract, explode, dedupe, lookup, flatten, exec; did you mean \"filter\"?",
                "13:11: exec must be a mapping, not a list",
                "14:1: missing key \"table\" in sink",
                "16:9: mode upsert needs key, the columns that tell a row from all others, such as key: [id]",
                "17:19: sink.commit.rows must be a whole number of at least 1, not \"many\"",
                "17:35: sink.commit.interval must be a duration in ms, s, m or h, not \"5sec\"; did you mean \"5s\"?",
                "18:25: expect.rows_written must be a count such as 100, a bound such as \">= 100\" or a range such as "
                    + "\"100..200\", not \">= one\"",
            ])
    }

    @Test("an empty mapping misses every required key, at its start")
    func missing() {
        #expect(
            faults("{}") == ["weir", "name", "source", "sink"].map { "1:1: missing key \"\($0)\"" })
        #expect(
            faults("weir: 1\nname: n\nsource: {}\nsink:\n")
                == [
                    "3:1: missing key \"files\" in source; it may also have command, or stdin: true", "4:1: missing key \"database\" in sink",
                    "4:1: missing key \"table\" in sink",
                ])
    }
}
