// Recounts of files: what is refused, and real files whose counts are known.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct RecountFileTests {
    /// A file in a folder of its own that is gone when the test is over.
    private static func withFile<Result>(
        _ name: String, _ content: Data, _ body: (String) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-recount-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: name)
        try content.write(to: file)
        return try body(file.path)
    }

    @Test("a plain file's recount holds its counts, length and CRC-32")
    func plain() throws {
        try Self.withFile("a.csv", Data("id\n1\n\n2".utf8)) { path in
            let counted = try recount(path: path, compression: .auto, format: .csv(CSVDialect()))
            let expected = Recount(
                records: 2, blankLines: 1, commentLines: 0, decodedBytes: 7, crc32: 0x2DAF_20BD, fileBytes: 7)
            #expect(counted == expected)
        }
    }

    @Test("an empty file has no records")
    func empty() throws {
        try Self.withFile("a.csv", Data()) { path in
            let counted = try recount(path: path, compression: .auto, format: .csv(CSVDialect()))
            #expect(counted == Recount(
                records: 0, blankLines: 0, commentLines: 0, decodedBytes: 0, crc32: 0, fileBytes: 0))
        }
    }

    @Test("a missing file and a folder are refused")
    func notThere() throws {
        #expect(throws: RecountError.unreadable(path: "/nonexistent/a.csv", errno: ENOENT)) {
            try recount(path: "/nonexistent/a.csv", compression: .auto, format: .ndjson)
        }
        #expect(throws: RecountError.notAFile(path: "/")) {
            try recount(path: "/", compression: .auto, format: .ndjson)
        }
    }

    @Test("a file called .gz that is not gzip is refused, unless it is said to be plain")
    func misnamed() throws {
        try Self.withFile("a.csv.gz", Data("id\n1\n".utf8)) { path in
            #expect(throws: RecountError.notGzip(path: path)) {
                try recount(path: path, compression: .auto, format: .ndjson)
            }
            #expect(throws: RecountError.notGzip(path: path)) {
                try recount(path: path, compression: .gzip, format: .ndjson)
            }
            let plain = try recount(path: path, compression: .none, format: .ndjson)
            #expect(plain.records == 2)
        }
    }

    @Test("so is one whose name says it in capitals", arguments: ["A.CSV.GZ", "a.csv.Gz"])
    func misnamedInCapitals(name: String) throws {
        try Self.withFile(name, Data("id\n1\n".utf8)) { path in
            _ = #expect(throws: RecountError.notGzip(path: path)) {
                try recount(path: path, compression: .auto, format: .ndjson)
            }
        }
    }
}

@Suite(.enabled(if: SharedFolder.isPresent, "needs the folder `shared` beside the repository"))
struct RecountSharedFileTests {
    @Test("real files have the records that others counted in them")
    func realFiles() throws {
        let folder = SharedFolder.url.appending(path: "data")
        let table = try String(contentsOf: folder.appending(path: "COUNTS.tsv"), encoding: .utf8)
        let lines = table.split(separator: "\n").dropFirst()
        #expect(lines.count > 50)
        for line in lines {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            var dialect = CSVDialect()
            if fields[4].contains("no header") { dialect.header = .absent }
            let counted = try recount(
                path: folder.appending(path: String(fields[0])).path, compression: .auto,
                format: fields[1] == "csv" ? .csv(dialect) : .ndjson)
            #expect(counted.records == Int(fields[2]), "\(fields[0])")
        }
    }

    private struct Vector: Decodable {
        var file: String
        var strict_ok: Verdict
        var payload_bytes: Int?
        var payload_sha256: String?

        enum Verdict: Decodable, Equatable {
            case sound(Bool)
            case policy

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                self = (try? value.decode(Bool.self)).map(Verdict.sound) ?? .policy
            }
        }

        /// Where tools differ, whatever is not a complete member is refused. These are sound gzip: that the content of
        /// `double_gzip` is no CSV, and that a record is long, is for the decoder to say.
        var isAccepted: Bool {
            switch strict_ok {
            case .sound(let sound): sound
            case .policy: ["double_gzip.gz"].contains(file) || file.hasPrefix("bomb_")
            }
        }
    }

    @Test("every gzip vector is inflated whole or refused")
    func gzipVectors() throws {
        let folder = SharedFolder.url.appending(path: "suites/gzip")
        let manifest = try String(contentsOf: folder.appending(path: "manifest.jsonl"), encoding: .utf8)
        var checksums: [String: UInt32] = [:]
        for line in manifest.split(separator: "\n") {
            let vector = try JSONDecoder().decode(Vector.self, from: Data(line.utf8))
            let path = folder.appending(path: vector.file).path
            guard vector.isAccepted else {
                #expect(throws: RecountError.self, "\(vector.file)") {
                    try recount(path: path, compression: .auto, format: .ndjson)
                }
                continue
            }
            let counted = try recount(path: path, compression: .auto, format: .ndjson)
            #expect(counted.decodedBytes == vector.payload_bytes, "\(vector.file)")
            guard let payload = vector.payload_sha256 else { continue }
            #expect(counted.crc32 == checksums[payload, default: counted.crc32], "\(vector.file): another content")
            checksums[payload] = counted.crc32
        }
        #expect(checksums.count > 5)
    }

    @Test("records that members are cut in are counted once")
    func membersAndRecords() throws {
        let folder = SharedFolder.url.appending(path: "suites/gzip")
        let records = [
            "ok_single.gz": 1_000, "multi_split_midquote.gz": 1_000, "multi_split_midcrlf.gz": 1_000,
            "multi_repeated_header.gz": 1_002, "multi_no_final_newline.gz": 999, "header_only_csv.gz": 0,
        ]
        for (file, expected) in records {
            let path = folder.appending(path: file).path
            let counted = try recount(path: path, compression: .auto, format: .csv(CSVDialect()))
            #expect(counted.records == expected, "\(file)")
        }
    }

    @Test("an error says which member is bad, and where")
    func places() throws {
        let folder = SharedFolder.url.appending(path: "suites/gzip")
        func message(_ file: String) -> String {
            do {
                _ = try recount(path: folder.appending(path: file).path, compression: .auto, format: .ndjson)
                return "accepted"
            } catch {
                return String(error.description.dropFirst(folder.path.count + 1))
            }
        }
        #expect(message("trunc_member2_mid.gz")
            == "trunc_member2_mid.gz: gzip member 2 is truncated: the file ends at byte 3352; fetch it again")
        #expect(message("crc_bad.gz").contains("incorrect data check"))
        #expect(message("isize_bad_hi.gz").contains("incorrect length check"))
        #expect(message("trailing_text.gz").contains("bytes behind the last one"))
    }
}
