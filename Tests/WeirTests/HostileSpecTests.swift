// Specs made to reach out of the sandbox of expressions, or to blow up: an error or rejects, no file, flat memory.

import Foundation
import TestSupport
import Testing

@Suite("hostile specs", .serialized)
struct HostileSpecTests {
    private static func folder(_ transforms: [String]) throws -> PipelineFolder {
        var spec = SpecText()
        spec.transforms = transforms
        spec.more = ["rejects: { max: 500 }"]
        return try PipelineFolder(spec, csv: numberedCSV(1...500))
    }

    @Test("an expression that reaches out is refused with its place, and nothing is made", arguments: [
        "1); ATTACH 'made.db' AS y; --", "ATTACH 'made.db' AS y", "PRAGMA journal_mode", "(SELECT 1 FROM pragma_database_list)",
        "load_extension('made')", "readfile('in.csv')", "writefile('made', name)", "edit(name, 'touch made')",
        "fts3_tokenizer('simple', x'00')", "(SELECT sql FROM sqlite_schema)", "VACUUM INTO 'made.db'",
        "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c)", "id IN (SELECT 1)",
        "RAISE(ABORT, 'x')", "(CREATE TABLE made(x))",
        String(repeating: "(", count: 20_000) + "id" + String(repeating: ")", count: 20_000),
        Array(repeating: "id", count: 20_000).joined(separator: " + "),
    ])
    func refused(_ expression: String) async throws {
        for transform in ["filter: \(yaml(expression))", "derive: { v: \(yaml(expression)) }", "assert: \(yaml(expression))"] {
            let folder = try Self.folder([transform])
            let end = try await folder.run()
            #expect(end.exitCode == 64 && end.errors.contains("spec.yaml:"), "\(end.exitCode) \(end.errors.prefix(500))")
            #expect(end.errors.utf8.count < 4096)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.files.url.path(percentEncoded: false))
            #expect(Set(left) == ["spec.yaml", "in.csv"], "\(left)")
        }
    }

    @Test("a value that would fill memory makes its row a reject, in flat memory", arguments: [
        "randomblob(1000000000)", "zeroblob(2000000000)", "hex(zeroblob(16000000))",
        "replace(hex(zeroblob(4000000)), '0', name || name)", "quote(zeroblob(9000000))",
        "zeroblob(1500000)", "printf('%.*c', 100000, 'x')", "length(zeroblob(2000000000 + id))",
    ])
    func blownUp(_ expression: String) async throws {
        let folder = try Self.folder(["derive: { v: \(yaml(expression)) }", "drop: v"])
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.balanced && report.records == 500)
        #expect(report.rejected > 0, "\(report.inserted) rows have such a value")
        #expect(report.peakMemoryBytes < 2 * HostileInputTests.flatMemory, "\(report.peakMemoryBytes >> 20) MiB")
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("what printf would blow up is null, as SQLite has it, in flat memory", arguments: [
        "printf('%.*c', 1000000000, 'x')", "printf('%1000000000d', id)",
    ])
    func printf(_ expression: String) async throws {
        let folder = try Self.folder(["derive: { v: \(yaml(expression)) }"])
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.inserted == 500)
        #expect(report.peakMemoryBytes < HostileInputTests.flatMemory)
        #expect(try await folder.database.integer("SELECT count(v) FROM rows") == 0)
    }

    @Test("a parameter is a value, whatever it holds", arguments: [
        "\"; DROP TABLE victim; --", "'); DELETE FROM victim; --", "a\nb: c", "${env:HOME}", "${x}", "*a", "&a b", "!!int 3", "{ a: b }", "日本\u{2028}🚀",
    ])
    func parameters(_ value: String) async throws {
        var spec = SpecText(table: "\"t ${p}\"")
        spec.more = ["params: { p: }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...3))
        try await folder.database.execute("CREATE TABLE victim(x); INSERT INTO victim VALUES (1)")
        let end = try await folder.weir("run", "spec.yaml", "--set", "p=\(value)")
        #expect(end.exitCode == 0, "\(end)")
        let name = "\"t \(value.replacing("\"", with: "\"\""))\""
        #expect(try await folder.database.integer("SELECT count(*) FROM \(name)") == 3)
        #expect(try await folder.database.integer("SELECT count(*) FROM victim") == 1)
        #expect(try await folder.weir("verify-counts", "spec.yaml", "--set", "p=\(value)").exitCode == 0)
    }
}
