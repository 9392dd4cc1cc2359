// Contents in other encodings, counted as UTF-8.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite("recount of other encodings")
struct ContentTranscoderTests {
    /// What is counted of a content that arrives in pieces.
    private static func text(_ content: [UInt8], _ encoding: String, pieceBytes: () -> Int = { .max }) -> [UInt8] {
        let transcoder = ContentTranscoder(TextEncoding(encoding))
        var text: [UInt8] = []
        content.withUnsafeBytes { content in
            var start = 0
            while start < content.count {
                let end = start + min(pieceBytes(), content.count - start)
                transcoder.add(UnsafeRawBufferPointer(rebasing: content[start..<end])) { text += $0 }
                start = end
            }
        }
        transcoder.finish { text += $0 }
        return text
    }

    @Test("texts in twenty encodings become what Python reads, however they are cut")
    func encodings() async throws {
        var random = SeededGenerator()
        for text in try await EncodedText.random(using: &random) {
            #expect(text.difference(from: Self.text(text.content, text.encoding)) == nil)
            let longest = [1, 5, 100_000].randomElement(using: &random)!
            let cut = Self.text(text.content, text.encoding) { Int.random(in: 1...longest, using: &random) }
            #expect(text.difference(from: cut) == nil)
        }
    }

    @Test("a stream's checksum and length are those of the UTF-8, and a part's those of the content")
    func checksums() {
        let content: [UInt8] = [0x4D, 0xFC, 0x0A, 0x81, 0x0A]
        let utf8: [UInt8] = [0x4D, 0xC3, 0xBC, 0x0A, 0xFF, 0x88, 0x81, 0x0A]
        var stream = StreamRecount(.ndjson, encoding: .windows1252)
        content.withUnsafeBytes { stream.add($0) }
        #expect(stream.endPart().value == Gzip.crc32(content))
        let recount = stream.finish(fileBytes: 5)
        #expect(recount.crc32 == Gzip.crc32(utf8) && recount.decodedBytes == utf8.count && recount.records == 2)
    }

    @Test("a name that iconv has lost since the load is an error that names it")
    func unknown() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("in.csv", "a\n")
        #expect(throws: RecountError.unknownEncoding(path: path, encoding: TextEncoding("no-such"))) {
            try recount(path: path, compression: .auto, encoding: TextEncoding("no-such"), format: .ndjson)
        }
    }

    @Test("a ledger of a run before there were encodings is read as UTF-8, and one without any looks as it did")
    func oldLedgers() throws {
        let reading = InputReading(format: .ndjson, compression: .auto)
        let text = String(decoding: try JSONEncoder().encode(reading), as: UTF8.self)
        #expect(!text.contains("encoding") && !text.contains("ncoding"))
        #expect(try JSONDecoder().decode(InputReading.self, from: Data(text.utf8)).encoding == .utf8)
        let other = InputReading(format: .ndjson, compression: .auto, encoding: .utf16)
        #expect(try JSONDecoder().decode(InputReading.self, from: JSONEncoder().encode(other)) == other)
    }
}
