// source.encoding, from the spec to the verified table.

import Foundation
import TestSupport
import Testing

@Suite("encodings")
struct EncodingTests {
    private static func spec(_ encoding: String, file: String = "in.csv", rejects: Int = 0, more: [String] = []) -> SpecText {
        var spec = SpecText(files: file, source: ["encoding: \(encoding)"] + more)
        spec.more = ["rejects: { max: \(rejects) }"]
        return spec
    }

    private static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    /// ASCII.
    private static func encoded(_ text: String, _ encoding: String) -> [UInt8] {
        switch encoding {
        case "utf-16le": utf16(text)
        case "utf-16be": text.utf8.flatMap { [0, $0] }
        case "utf-32le": text.utf8.flatMap { [$0, 0, 0, 0] }
        default: Array(text.utf8)
        }
    }

    private static func windows1252(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
    }

    private static let csv = "id,name\n" + (1...3000).map { "\($0),größer als €\($0)\n" }.joined()

    @Test("UTF-16, windows-1252 and what iconv knows load, packed or not, and are counted again", arguments: [
        ("utf-16", "in.csv"), ("utf-16", "in.csv.gz"), ("utf-16le", "in.csv"), ("windows-1252", "in.csv"), ("cp1252", "in.csv.gz"),
    ])
    func loads(encoding: String, file: String) async throws {
        let folder = try PipelineFolder(Self.spec(encoding, file: file))
        let content = encoding.hasPrefix("utf") ? Self.utf16((encoding == "utf-16" ? "\u{FEFF}" : "") + Self.csv) : Self.windows1252(Self.csv)
        try folder.files.write(file, bytes: file.hasSuffix("gz") ? Gzip.member(content) : content)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), sum(id), count(DISTINCT name), max(name) FROM rows")
            == "3000|\(3000 * 3001 / 2)|3000|größer als €999")
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
        #expect(try await folder.weir("check", "spec.yaml").output.contains("inputs (csv, "))
    }

    @Test("JSON in another encoding loads", arguments: ["in.ndjson", "in.json"])
    func json(file: String) async throws {
        let folder = try PipelineFolder(Self.spec("utf-16", file: file))
        let objects = (1...500).map { "{\"id\": \($0), \"name\": \"größer 😀 \($0)\"}" }
        let text = file == "in.json" ? "[\(objects.joined(separator: ","))]" : objects.joined(separator: "\n")
        try folder.files.write(file, bytes: Self.utf16("\u{FEFF}" + text))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), max(name) FROM rows") == "500|größer 😀 99")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("what can't be decoded is a kept reject with its encoding and bytes; what is around it loads and is counted")
    func rejects() async throws {
        let folder = try PipelineFolder(Self.spec("windows-1252", rejects: 2))
        var content = Self.windows1252(Self.csv)
        content += Self.windows1252("3001,x") + [0x81] + Self.windows1252("y\n3002,ü\nx") + [0x9D] + Self.windows1252(",z\n3003,ü")
        try folder.files.write("in.csv", bytes: content)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), max(id) FROM rows") == "3002|3003")
        #expect(try await folder.database.rows("SELECT record, column_name, reason, hex(raw) FROM _weir_rejects") == [
            "3001|name|byte 0x81 can't be decoded as windows-1252|333030312C78FF888179",
            "3003|id|byte 0x9D can't be decoded as windows-1252; \"x\\xff\\x89\\x8d\" is not an integer|78FF898D2C7A",
        ])
        #expect(try await folder.verifyDeep().exitCode == 0)

        // Another byte that can't be decoded either.
        content[content.firstIndex(of: 0x81)!] = 0x8F
        try folder.files.write("in.csv", bytes: content)
        let verification = try await folder.verify()
        #expect(verification.exitCode == 1, "\(verification)")
        #expect(verification.output.contains("the content has changed since it was loaded (CRC-32)"), "\(verification)")
    }

    @Test("raw records of rejects are UTF-8: they are exported, mended and retried as such")
    func retry() async throws {
        let folder = try PipelineFolder(Self.spec("utf-16", rejects: 9))
        try folder.files.write("in.csv", bytes: Self.utf16("\u{FEFF}id,größe\n1,ä\nzwei,ö\n3,ü\nvier,€\n"))
        var spec = Self.spec("utf-16", rejects: 9)
        spec.columns = "{ id: integer, name: { type: text, from: größe } }"
        try folder.write(spec)
        #expect(try await folder.run().exitCode == 0)
        let export = try await folder.weir("rejects", "export", "spec.yaml", "--raw", "-o", "raw.csv")
        #expect(export.exitCode == 0, "\(export)")
        let raw = String(decoding: try folder.files.bytes("raw.csv"), as: UTF8.self)
        #expect(raw == "id,größe\nzwei,ö\nvier,€\n")

        try folder.files.write("raw.csv", raw.replacing("zwei", with: "2").replacing("vier", with: "4"))
        let retry = try await folder.weir("rejects", "retry", "spec.yaml", "--from", "raw.csv")
        #expect(retry.exitCode == 0, "\(retry)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows ORDER BY id") == ["1|ä", "2|ö", "3|ü", "4|€"])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a retry of the ledger's own raw records reads them as they are kept")
    func retryAsKept() async throws {
        let folder = try PipelineFolder(Self.spec("windows-1252", rejects: 9))
        try folder.files.write("in.csv", bytes: Self.windows1252("id,name\n1,ä\n2\n3,") + [0x81, 0x0A])
        #expect(try await folder.run().exitCode == 0)
        try folder.write(Self.spec("windows-1252", rejects: 9, more: ["csv: { ragged: pad }"]))
        let retry = try await folder.weir("rejects", "retry", "spec.yaml")
        #expect(retry.exitCode == 0, "\(retry)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|ä", "2|NULL"])
        #expect(try await folder.database.text("SELECT hex(raw) FROM _weir_rejects ORDER BY reject_id DESC LIMIT 1") == "332CFF8881")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("a run that stopped in the middle of UTF-16 goes on there", arguments: ["in.csv", "in.csv.gz"])
    func goesOn(file: String) async throws {
        var spec = UnfinishedRunTests.spec
        spec.files = file
        spec.source = ["encoding: utf-16"]
        let folder = try PipelineFolder(spec)
        let text = "\u{FEFF}" + Self.csv.replacing("2001,", with: "x,")
        try folder.files.write(file, bytes: file.hasSuffix("gz") ? Gzip.member(Self.utf16(text)) : Self.utf16(text))
        #expect(try await folder.run().exitCode == 65)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 2000)
        spec.more.append("rejects: { max: 1 }")
        try folder.write(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.contains("resumed behind record 2,000"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows") == "2999|2999")
        #expect(try await folder.verifyDeep().exitCode == 0)
    }

    @Test("bytes at random in any encoding: loader and recount, which share no code, come to the same text", arguments: [
        "windows-1252", "koi8-r", "utf-16le", "utf-16be", "utf-32le", "shift_jis", "euc-jp", "gb18030", "big5-hkscs", "iso-2022-jp",
        "windows-1258", "euc-tw",
    ], [false, true])
    func anything(encoding: String, isPiped: Bool) async throws {
        var random = SeededGenerator()
        var content = Self.encoded("1,2\n", encoding)
        for _ in 0..<4000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: content += [UInt8.random(in: 0...255, using: &random)]
            case 1, 2: content += [UInt8.random(in: 0x80...0xFE, using: &random), UInt8.random(in: 0x40...0xFE, using: &random)]
            case 3: content += [0, UInt8.random(in: 0xD8...0xDF, using: &random)]
            case 4: content += Self.encoded("1,\"a\"\n", encoding)
            default: content += Self.encoded("x,y\n", encoding)
            }
        }
        var spec = SpecText(columns: "{ a: text, b: text }", source: ["encoding: \(encoding)", "csv: { header: false }"])
        if isPiped {
            spec.origin = "command: [cat, in.csv]"
            spec.source.append("format: csv")
        }
        spec.more = ["rejects: { max: \"100%\" }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.csv", bytes: content)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "WEIR_SEED=\(random.seed)\n\(end)")
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "WEIR_SEED=\(random.seed)\n\(verification)")
    }

    @Test("without columns, names and types come from the text")
    func inference() async throws {
        var spec = Self.spec("utf-16be")
        spec.columns = nil
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.csv", bytes: [0] + Self.utf16("id,größe\n1,1.5\n2,2.5\n").dropLast())
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id, \"größe\" FROM rows") == ["1|1.5", "2|2.5"])
    }

    @Test("init finds UTF-16, and guesses windows-1252 for what is not UTF-8; its spec loads", arguments: [
        ("\u{FEFF}id;größe\n1;a\n2;ß\n", true, "  encoding: utf-16\n"), ("id;size\n1;a\n2;bc\n", true, "  encoding: utf-16le\n"),
        ("id;größe\n1;a\n2;ß €\n", false, "  encoding: windows-1252    # a guess"),
    ])
    func drafts(text: String, isWide: Bool, line: String) async throws {
        let folder = try PipelineFolder()
        try folder.files.write("in.csv", bytes: isWide ? Self.utf16(text) : Self.windows1252(text))
        let draft = try await folder.weir("init", "in.csv")
        #expect(draft.exitCode == 0 && draft.output.contains(line), "\(draft)")
        try folder.files.write("draft.yaml", draft.output)
        let end = try await folder.weir("run", "draft.yaml")
        #expect(end.exitCode == 0 && end.errors.contains("in.csv: 2 records"), "\(end)")
    }

    @Test("init says which of several files is encoded otherwise; ASCII goes with any")
    func severalDrafts() async throws {
        let folder = try PipelineFolder()
        try folder.files.write("a.csv", "id,name\n1,a\n")
        try folder.files.write("b.csv", bytes: Self.windows1252("id,name\n2,ü\n"))
        try folder.files.write("c.csv", "id,name\n3,ü\n")
        let draft = try await folder.weir("init", "a.csv", "b.csv", "c.csv")
        #expect(draft.output.contains("  encoding: windows-1252 "), "\(draft)")
        #expect(draft.output.contains("# Look at: c.csv is written otherwise than a.csv: it needs a spec of its own"), "\(draft)")
        #expect(!draft.output.contains("b.csv is written otherwise"), "\(draft)")
    }

    @Test("a spec without an encoding names the key", arguments: [
        (utf16("\u{FEFF}id,name\n1,a\n"), "looks like UTF-16; `encoding: utf-16` in source reads it"),
        (windows1252("id,name\n1,ü\n"), "name: \"\\xfc\" is not valid UTF-8; source.encoding can name another encoding"),
    ])
    func hints(content: [UInt8], message: String) async throws {
        let folder = try PipelineFolder()
        try folder.files.write("in.csv", bytes: content)
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains(message), "\(end)")
    }

    @Test("delimiter and quotes are those of the text, and header names match in it")
    func dialect() async throws {
        let folder = try PipelineFolder(
            SpecText(
                columns: "{ id: { type: integer, from: \"№\" }, name: text }",
                source: ["encoding: utf-16", "csv: { delimiter: \"§\" }"]))
        try folder.files.write("in.csv", bytes: Self.utf16("\u{FEFF}№§name\n1§\"a§b\"\n2§ü\n"))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a§b", "2|ü"])
        #expect(try await folder.verifyDeep().exitCode == 0)
    }
}
