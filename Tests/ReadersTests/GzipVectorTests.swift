// Every gzip file of the shared suite: delivered whole, or refused.

import Crypto
import Foundation
import Readers
import RowModel
import TestSupport
import Testing

private struct GzipVector: Decodable {
    enum Verdict: Equatable { case good, bad, policy }

    var file: String
    var category: String
    var verdict: Verdict
    var payloadBytes: Int?
    var payloadSHA256: String?

    enum CodingKeys: String, CodingKey {
        case file, category
        case verdict = "strict_ok"
        case payloadBytes = "payload_bytes"
        case payloadSHA256 = "payload_sha256"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        file = try values.decode(String.self, forKey: .file)
        category = try values.decode(String.self, forKey: .category)
        payloadBytes = try values.decodeIfPresent(Int.self, forKey: .payloadBytes)
        payloadSHA256 = try values.decodeIfPresent(String.self, forKey: .payloadSHA256)
        verdict = (try? values.decode(Bool.self, forKey: .verdict)).map { $0 ? .good : .bad } ?? .policy
    }
}

private let folder = SharedFolder.url.appending(path: "suites/gzip")
private let isPresent = FileManager.default.fileExists(atPath: folder.path)

@Suite("gzip files of the suite", .enabled(if: isPresent, "the shared folder with the suites is absent"))
struct GzipVectorTests {
    private static let vectors: [GzipVector] = {
        guard let text = try? String(contentsOf: folder.appending(path: "manifest.jsonl"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(GzipVector.self, from: Data($0.utf8)) }
    }()

    @Test(
        "good files give their payload, its length and CRC; bad ones end in an error, whatever the read sizes",
        arguments: InflateLibrary.allCases)
    func manifest(_ library: InflateLibrary) throws {
        #expect(Self.vectors.count > 90)
        for vector in Self.vectors where vector.category != "bomb" {
            let bytes = Array(try Data(contentsOf: folder.appending(path: vector.file)))
            for chunk in bytes.count > 500_000 ? [Int.max] : [1, 61, .max] {
                let note = Comment(rawValue: "\(vector.file), chunks of \(chunk), \(library)")
                switch vector.verdict {
                case .good:
                    let input = try DecodedInput(
                        source: ChunkedSource(bytes) { chunk }, name: vector.file, compression: .auto, library: library)
                    let payload = try Self.readAll(input)
                    #expect(payload.count == vector.payloadBytes, note)
                    #expect(Self.sha256(payload) == vector.payloadSHA256, note)
                    #expect(input.byteCount == payload.count && input.fileBytes == bytes.count, note)
                    #expect(input.crc32 == Gzip.crc32(payload), note)
                // Zeros, text, half a header behind the last member; a plain file called .gz: never read as if whole.
                case .bad, .policy:
                    let decoded = Decoded.reading(
                        bytes, name: vector.file, plan: .csv(width: 3), blockBytes: 4096, library: library, nextChunk: { chunk })
                    #expect(decoded.error != nil, note)
                    #expect(decoded.error?.exitCode == .badData, note)
                }
            }
        }
    }

    @Test("errors say what and where", arguments: InflateLibrary.allCases)
    func errors(_ library: InflateLibrary) {
        func description(_ file: String) -> String? {
            Decoded.reading(plan: .csv(width: 3), blockBytes: 4096, rowCapacity: 4096) { pool throws(ReadError) in
                try InputReader(
                    source: FileByteSource(path: folder.appending(path: file).path), name: file, inputIndex: 3,
                    plan: .csv(width: 3), pool: pool, library: library)
            }.error?.description
        }
        let expected = [
            "zero_length_file.gz":
                "zero_length_file.gz: is empty, and an empty file is not gzip (even no data has a header and a check value); fetch it again",
            "not_gzip_zip.gz":
                "not_gzip_zip.gz: is not gzip, though its name says so: it looks like a zip archive; `compression: none` would read it as it is",
            "not_gzip_plain_csv.gz":
                "not_gzip_plain_csv.gz: is not gzip, though its name says so: it looks like plain text; if that is right, `compression: none` reads it as it is",
            "not_gzip_html.gz":
                "not_gzip_html.gz: is not gzip, though its name says so: it looks like an HTML page; if that is right, `compression: none` reads it as it is",
            "double_gzip.gz":
                "double_gzip.gz: is compressed twice: what it unpacks to is gzip again; gunzip it once",
            "trunc_trailer_4.gz":
                "trunc_trailer_4.gz: is truncated: the file ends at byte 5,987 within gzip member 1, after 23,372 decoded bytes; fetch it again",
            "crc_bad_member2.gz":
                "crc_bad_member2.gz: is corrupt: gzip member 2 at byte 4,212 of the file, after 16,265 decoded bytes: incorrect data check; fetch it again",
            "trailing_zeros_512.gz":
                "trailing_zeros_512.gz: 1 gzip member is followed, at byte 5,991 of the file, by something that is not gzip: it looks like zero bytes; fetch the file again, or cut it there if that is padding",
            "bad_head_reserved_flags.gz":
                "bad_head_reserved_flags.gz: is corrupt: gzip member 1 at byte 4 of the file, after 0 decoded bytes: unknown header flags set; fetch it again",
        ]
        for (file, text) in expected { #expect(description(file) == text) }
    }

    @Test("a member's repeated header, or a missing last line end, is met as the record that it is")
    func joinedFiles() throws {
        func read(_ file: String) throws -> Decoded {
            let columns = ["id", "name", "note"].enumerated().map { SourceColumn(name: $1, type: .text, slot: $0) }
            let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
            return Decoded.reading(bytes, name: file, plan: .csv(columns: columns), blockBytes: 1000)
        }
        #expect(try read("ok_single.gz").rows.count == 1000)
        #expect(try read("multi_repeated_header.gz").rows.count == 1002)
        let fused = try read("multi_no_final_newline.gz")
        #expect(fused.rows.count == 998)
        #expect(fused.rejects.map(\.record) == [400])
        #expect(fused.rejects.first?.reason.hasPrefix("text follows a closing quote") == true)
    }

    @Test("a record of 1 GiB is one reject in flat memory, and the next record is read")
    func oneField() throws {
        let decoded = Self.bomb("bomb_1GiB_one_field.gz")
        #expect(decoded.error == nil)
        #expect(decoded.summary.decodedBytes == 1_073_741_840)
        #expect(decoded.rejects.map(\.rawLength) == [1_073_741_826])
        #expect(decoded.rejects.first?.raw.count == 64 * 1024)
        #expect(decoded.rows.count == decoded.summary.records - 1)
        #expect(decoded.largestArena < 4 << 20)
    }

    @Test("a quote that swallows 256 MiB is one reject that names its place, in flat memory")
    func unclosedQuote() throws {
        let decoded = Self.bomb("bomb_unclosed_quote_256MiB.gz")
        #expect(decoded.error == nil)
        #expect(decoded.summary.decodedBytes == 268_435_467)
        #expect(decoded.rejects.count == 1)
        #expect(
            decoded.rejects.first?.reason
                == "the quote that opens at byte 10 never closes; it swallows 67,108,864 lines up to the end of the input")
        #expect(decoded.largestArena < 4 << 20)
    }

    private static func bomb(_ file: String) -> Decoded {
        let plan = DecodePlan.csv(width: 2, maxRecordBytes: 1 << 20)
        return Decoded.reading(plan: plan, blockBytes: 1 << 18, rowCapacity: 4096) { pool throws(ReadError) in
            try InputReader(path: folder.appending(path: file).path, inputIndex: 3, plan: plan, pool: pool)
        }
    }

    private static func readAll(_ input: DecodedInput) throws(ReadError) -> [UInt8] {
        var all: [UInt8] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 10_007, alignment: 1)
        defer { room.deallocate() }
        while true {
            let count = try input.read(into: room)
            if count == 0 { return all }
            all += room[..<count]
        }
    }

    private static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
