// Inputs made to break a loader: each ends in rejects or a clear error, in flat memory, and the counts hold.

import TestSupport
import Testing

@Suite("hostile inputs", .serialized)
struct HostileInputTests {
    /// Many times what a run of this size needs in a debug build, and a fraction of what the bombs unpack to.
    static let flatMemory = 192 << 20

    enum Bomb: String, CaseIterable, CustomTestStringConvertible {
        case zeros, endlessLine, openQuote, newlines, endlessNDJSON, whiteSpaceNDJSON

        var testDescription: String { rawValue }

        private var byte: Character {
            switch self {
            case .zeros: "\0"
            case .endlessLine, .openQuote, .endlessNDJSON: "x"
            case .newlines: "\n"
            case .whiteSpaceNDJSON: " "
            }
        }

        var isNDJSON: Bool { self == .endlessNDJSON || self == .whiteSpaceNDJSON }
        var records: Int { self == .newlines || self == .whiteSpaceNDJSON ? 0 : 1 }

        /// Where each byte is looked at, a debug build takes longer.
        var members: Int { self == .newlines || self == .whiteSpaceNDJSON ? 3 : 32 }

        /// gzip of a thousandth of what it unpacks to: members of 8 MiB each.
        var gzip: [UInt8] {
            let start = self == .openQuote ? "\"" : ""
            let member = Gzip.member(Array(repeating: byte.asciiValue!, count: 8 << 20))
            return Gzip.member(start.utf8) + (0..<members).flatMap { _ in member }
        }
    }

    private static func spec(of bomb: Bomb, flow: String) -> SpecText {
        var spec = SpecText(files: bomb.isNDJSON ? "in.ndjson.gz" : "in.csv.gz", columns: "{ a: text }")
        if !bomb.isNDJSON { spec.source = ["csv: { header: false }"] }
        spec.more = ["rejects: { max: 1 }", "flow: { max_record: 1MiB\(flow) }"]
        return spec
    }

    @Test("a gzip bomb is a reject or nothing at all, in flat memory", arguments: Bomb.allCases)
    func bomb(_ bomb: Bomb) async throws {
        let spec = Self.spec(of: bomb, flow: "")
        let folder = try PipelineFolder(spec)
        try folder.files.write(bomb.isNDJSON ? "in.ndjson.gz" : "in.csv.gz", bytes: bomb.gzip)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.balanced && report.records == bomb.records && report.rejected == bomb.records && report.inserted == 0)
        #expect(report.peakMemoryBytes < Self.flatMemory, "\(bomb): \(report.peakMemoryBytes >> 20) MiB")
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test("an input longer than max_input_bytes fails where it passes them", arguments: Bomb.allCases)
    func maxInputBytes(_ bomb: Bomb) async throws {
        let folder = try PipelineFolder(Self.spec(of: bomb, flow: ", max_input_bytes: 2MiB"))
        try folder.files.write(bomb.isNDJSON ? "in.ndjson.gz" : "in.csv.gz", bytes: bomb.gzip)
        let end = try await folder.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("flow.max_input_bytes allows no more"), "\(end)")
    }

    private static let wide = 100_000

    @Test("100,000 columns of which the spec wants two are read, as header and as keys", arguments: ["in.csv", "in.ndjson"])
    func manyColumns(_ file: String) async throws {
        var spec = SpecText(files: file, columns: "{ c7: integer, c99999: integer }")
        spec.source = ["extra_columns: ignore"]
        let folder = try PipelineFolder(spec)
        try folder.files.write(file, Self.wideText(file))
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.inserted == 3)
        #expect(report.peakMemoryBytes < Self.flatMemory)
        #expect(try await folder.database.rows("SELECT * FROM rows") == ["7|99999", "7|99999", "7|99999"])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test(
        "100,000 columns that nobody asked for, or that no table can have, are a clear error",
        arguments: ["in.csv", "in.ndjson"], ["fail", "capture", "inferred"])
    func tooManyColumns(_ file: String, _ extra: String) async throws {
        var spec = SpecText(files: file, columns: extra == "inferred" ? nil : "{ c7: integer }")
        if extra != "inferred" { spec.source = ["extra_columns: \(extra)"] }
        let folder = try PipelineFolder(spec)
        try folder.files.write(file, Self.wideText(file))
        let end = try await folder.run()
        // A CSV's fields are captured one by one as they come; an object's keys all at once, and not as many.
        let isCaptured = file == "in.csv" && extra == "capture"
        #expect(isCaptured ? end.exitCode == 0 : [64, 65].contains(end.exitCode) && !end.wasKilled, "\(end.exitCode)")
        #expect(end.errors.utf8.count < 64 << 10, "\(end.errors.utf8.count) bytes of message")
    }

    private static func wideText(_ file: String) -> String {
        if file == "in.csv" {
            let header = (0..<wide).map { "c\($0)" }.joined(separator: ",") + "\n"
            let row = (0..<wide).map(String.init).joined(separator: ",") + "\n"
            return header + row + row + row
        }
        let object = "{" + (0..<wide).map { "\"c\($0)\":\($0)" }.joined(separator: ",") + "}\n"
        return object + object + object
    }

    @Test("records of every nasty kind are rejects between rows that load, and each is counted again")
    func nastyCSV() async throws {
        let digits = String(repeating: "9", count: 1000)
        let nasty = [
            "1,\(digits)", "2,1e999999", "3,\0", "x\0y,1", "4,\"open", "5\",x",
            "-,-", "6," + String(repeating: "7", count: 100_000), digits + ",1", "1,2,3", "\"1\"x,2",
        ]
        var bytes: [UInt8] = Array("id,n\n".utf8)
        for (index, record) in nasty.enumerated() where !record.contains("open") { bytes += Array("\(index),1.5\n\(record)\n".utf8) }
        bytes += [UInt8(ascii: "8"), UInt8(ascii: ","), 0xFF, 0xFE, 0x0A] + Array("9,0.25\n10,\"open\n".utf8)
        var spec = SpecText(columns: "{ id: integer, n: real }")
        spec.more = ["rejects: { max: 100 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.csv", bytes: bytes)
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.balanced)
        let good = try await folder.database.integer("SELECT count(*) FROM rows")
        #expect(good == nasty.count - 1 + 1 && report.rejected == report.records - report.inserted)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("NDJSON of every nasty kind is a reject between rows that load, and each is counted again")
    func nastyNDJSON() async throws {
        let deep = String(repeating: "[", count: 100_000)
        let nasty: [(record: String, loads: Bool)] = [
            ("{\"id\":1e999999}", false), ("{\"id\":\(String(repeating: "9", count: 1000))}", false),
            ("{\"id\":1,\"j\":\(deep)\(String(repeating: "]", count: 100_000))}", true), ("{\"id\":1,\"j\":\(deep)}", false), (deep, false),
            (String(repeating: "{\"j\":", count: 100_000), false), ("{\"\(String(repeating: "k", count: 100_000))\":1}", true),
            ("{\"id\":1,\"id\":2}", false), ("{\"id\":\"\\u0000\"}", false), ("\0", false), ("{\"s\":\"\\ud800\"}", false),
            ("\"\"\"\"\"\"\"\"\"\"\"\"", false), ("{}{}", false), ("nul", false),
        ]
        var bytes: [UInt8] = []
        for (record, _) in nasty { bytes += Array("{\"id\":7}\n\(record)\n".utf8) }
        bytes += Array("{\"s\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n".utf8)
        var spec = SpecText(files: "in.ndjson", columns: "{ id: integer, s: text, j: json }")
        spec.source = ["extra_columns: ignore"]
        spec.more = ["rejects: { max: 100 }"]
        let folder = try PipelineFolder(spec)
        try folder.files.write("in.ndjson", bytes: bytes)
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.balanced && report.records == 2 * nasty.count + 1)
        #expect(report.inserted == nasty.count + nasty.count { $0.loads })
        #expect(report.peakMemoryBytes < Self.flatMemory)
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("a file of nothing but quotes is one reject", arguments: [1, 2, 99_999, 100_000])
    func onlyQuotes(_ count: Int) async throws {
        var spec = SpecText(columns: "{ a: integer }")
        spec.source = ["csv: { header: false, null: [] }"]
        spec.more = ["rejects: { max: 1 }"]
        let folder = try PipelineFolder(spec, csv: String(repeating: "\"", count: count))
        let report = try await folder.report()
        #expect(report.failure?.message == nil && report.records == 1 && report.rejected == 1)
        #expect(try await folder.verify().exitCode == 0)
    }
}
