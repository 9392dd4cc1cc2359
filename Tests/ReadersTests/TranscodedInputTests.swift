// Inputs in other encodings, as UTF-8.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Readers

@Suite("transcoded inputs")
struct TranscodedInputTests {
    /// All decoded bytes, read in pieces of a test's choosing.
    private static func decoded(
        _ content: [UInt8], _ encoding: String, chunk: @escaping () -> Int = { .max }, room: () -> Int = { 1 << 16 }
    ) throws -> (bytes: [UInt8], crc32: UInt32) {
        let input = try DecodedInput(
            source: ChunkedSource(content, nextChunk: chunk), name: "in.csv", compression: .auto, encoding: TextEncoding(encoding))
        var bytes: [UInt8] = []
        while true {
            // Of its own, so that the address sanitizer sees a byte too many.
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room(), alignment: 1)
            defer { buffer.deallocate() }
            let count = try input.read(into: buffer)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        #expect(input.byteCount == bytes.count && input.fileBytes == content.count)
        return (bytes, input.crc32)
    }

    /// Little-endian.
    private static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    @Test("texts in twenty encodings become what Python reads, however their bytes and the room for them are cut")
    func encodings() async throws {
        var random = SeededGenerator()
        for text in try await EncodedText.random(using: &random) {
            let (bytes, crc32) = try Self.decoded(text.content, text.encoding)
            #expect(text.difference(from: bytes) == nil)
            #expect(crc32 == Gzip.crc32(text.utf8), "\(text)")
            var sizes = random
            // Byte by byte only where that is soon done.
            let longestChunk = [text.content.count > 20_000 ? 5000 : 1, 70_000].randomElement(using: &random)!
            let longestRoom = [text.content.count > 20_000 ? 500 : 1, 40, 3000].randomElement(using: &random)!
            let cut = try Self.decoded(
                text.content, text.encoding, chunk: { Int.random(in: 1...longestChunk, using: &sizes) },
                room: { Int.random(in: 1...longestRoom, using: &random) })
            #expect(text.difference(from: cut.bytes) == nil && cut.crc32 == crc32)
        }
    }

    @Test("bytes at random are the same text however they are cut, in encodings whose bytes depend on each other", arguments: [
        "shift_jis", "gb18030", "euc-jp", "iso-2022-jp", "big5-hkscs", "windows-1258", "euc-tw", "ucs-2le", "utf-16le", "windows-1252",
    ])
    func garbage(encoding: String) throws {
        var random = SeededGenerator()
        for _ in 0..<30 {
            let content = (0..<Int.random(in: 0...600, using: &random)).map { _ in
                Bool.random(using: &random) ? UInt8.random(in: 0x20...0x7F, using: &random) : UInt8.random(in: 0...255, using: &random)
            }
            guard let whole = try? Self.decoded(content, encoding) else { continue }
            let chunk = Int.random(in: 1...9, using: &random)
            let cut = try Self.decoded(content, encoding, chunk: { chunk }, room: { Int.random(in: 1...70, using: &random) })
            let isSame = cut.bytes == whole.bytes
            #expect(isSame, "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("a byte order mark decides where the encoding leaves it open, and must not say something else", arguments: [
        ("utf-16", [0xFF, 0xFE, 0x41, 0x00], nil), ("utf-16", [0xFE, 0xFF, 0x00, 0x41], nil), ("utf-16", [], nil),
        ("utf-16", [0x41, 0x00], "has no byte order mark, and `encoding: utf-16` goes by it; say utf-16le or utf-16be"),
        ("utf-16", [0xEF, 0xBB, 0xBF, 0x41], "starts with the byte order mark of utf-8, and source.encoding says utf-16; say `encoding: utf-8`, or cut off the mark"),
        ("utf-16le", [0xFE, 0xFF, 0x00, 0x41], "starts with the byte order mark of utf-16be, and source.encoding says utf-16le; say `encoding: utf-16be`, or cut off the mark"),
        ("utf-16", [0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], "starts with the byte order mark of utf-32le, and source.encoding says utf-16; say `encoding: utf-32le`, or cut off the mark"),
        ("utf-32", [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x41], nil),
        ("windows-1252", [0xEF, 0xBB, 0xBF, 0x41], "starts with the byte order mark of utf-8, and source.encoding says windows-1252; say `encoding: utf-8`, or cut off the mark"),
        ("windows-1252", [0xFF, 0xFE, 0x41, 0x00], "starts with the byte order mark of utf-16le, and source.encoding says windows-1252; say `encoding: utf-16le`, or cut off the mark"),
        ("windows-1252", [0xFF, 0xFE, 0x41, 0x42], nil),
    ] as [(String, [UInt8], String?)])
    func marks(encoding: String, content: [UInt8], refusal: String?) throws {
        for chunk in [1, 3, Int.max] {
            do {
                let (bytes, _) = try Self.decoded(content, encoding, chunk: { chunk })
                #expect(refusal == nil && (content.isEmpty || bytes.contains(UInt8(ascii: "A"))), "\(bytes)")
            } catch let error as ReadError {
                #expect(error.description == "in.csv: \(refusal ?? "nothing")")
                #expect(error.exitCode == .badData)
            }
        }
    }

    @Test("what can't be decoded makes its record a reject that names it, and the others are rows")
    func rejects() throws {
        var plan = DecodePlan.csv(width: 2)
        plan.encoding = .windows1252
        let narrow: [UInt8] = [UInt8]("a,b\nM") + [0x81] + [UInt8](",c\nd,e\n") + [0xFC, 0x2C, 0x80]
        let decoded = Decoded.reading(narrow, plan: plan)
        #expect(decoded.values == [["a", "b"], ["d", "e"], ["ü", "€"]])
        #expect(decoded.rejects.map(\.reason) == ["byte 0x81 can't be decoded as windows-1252"])
        #expect(decoded.rejects.map(\.column) == ["c0"])
        #expect(decoded.rejects.first?.raw == [0x4D, 0xFF, 0x88, 0x81, 0x2C, 0x63])

        plan.encoding = .utf16LittleEndian
        let wide: [UInt8] = Self.utf16("a,b\nc,") + [0x00, 0xDC] + Self.utf16("\nd,e\nf,g\n")
        let text = Decoded.reading(wide + [0x41], plan: plan)
        #expect(text.values == [["a", "b"], ["d", "e"], ["f", "g"]])
        #expect(text.rejects.map(\.reason) == [
            "bytes 0x00 0xDC can't be decoded as utf-16le", "byte 0x41 can't be decoded as utf-16le; 1 field instead of 2",
        ])
    }

    @Test("the header's faults say what it was read as; without an encoding, the key is named")
    func hints() throws {
        var plan = DecodePlan.csv(columns: [SourceColumn(name: "id", type: .text, slot: 0)])
        plan.encoding = TextEncoding("us-ascii")
        let header = Decoded.reading([0x69, 0x64, 0xE9, 0x0A], plan: plan)
        #expect(header.error?.description.hasSuffix("is not UTF-8 text, read as us-ascii") == true, "\(header)")
        let plain = Decoded.reading([0x61, 0xE9, 0x0A], plan: .csv(width: 1))
        #expect(plain.rejects.map(\.reason) == ["\"a\\xe9\" is not valid UTF-8; source.encoding can name another encoding"])
        let wide = Decoded.reading(Self.utf16("id\n"), plan: .csv(width: 1))
        #expect(wide.error?.description.contains("looks like UTF-16; `encoding: utf-16` in source reads it") == true, "\(wide)")
    }

    @Test("a place to go on from is one in the UTF-8, wherever the reading before had stopped")
    func goesOn() throws {
        var random = SeededGenerator()
        let content = Self.utf16((1...2000).map { "\($0),größer \($0)\n" }.joined())
        var plan = DecodePlan.csv(width: 2)
        plan.encoding = .utf16LittleEndian
        for _ in 0..<20 {
            func reader() throws -> InputReader {
                let chunk = Int.random(in: 1...3000, using: &random)
                let pool = BatchPool(shape: BatchShape(slots: 2, rowCapacity: 64, blockBytes: 512), limit: 4)
                return try InputReader(
                    source: ChunkedSource(Gzip.member(content)) { chunk }, name: "in.csv", inputIndex: 0, plan: plan, pool: pool)
            }
            let first = try reader()
            var last: InputCheckpoint?
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                guard let batch = try first.next() else { break }
                last = InputCheckpoint(
                    records: first.summary.records, blankLines: 0, commentLines: 0,
                    decodedBytes: batch.streamOffset + batch.blockEnd, readMark: batch.readMark)
            }
            let checkpoint = try #require(last)
            let second = try reader()
            try second.skip(to: checkpoint)
            var next = checkpoint.records
            while let batch = try second.next() {
                for row in 0..<batch.rowCount {
                    next += 1
                    #expect(batch.text(of: batch.row(row)[1]) == "größer \(next)", "WEIR_SEED=\(random.seed)")
                }
            }
            #expect(next == 2000 && second.summary.records == 2000, "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("a file's first bytes say what it most likely is", arguments: [
        (Array("id\n1\n".utf8), nil), (Array("Müller\n".utf8), "utf-8"), ([0x4D, 0xFC, 0x0A], "windows-1252"),
        ([0xFF, 0xFE, 0x41, 0], "utf-16"), ([0xFE, 0xFF, 0, 0x41], "utf-16"), ([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], "utf-32"),
        (utf16("id,name\n1,x\n"), "utf-16le"), ([0] + utf16("id,name\n1,x\n").dropLast(), "utf-16be"),
        ([0x50, 0x4B, 3, 4, 0xFF], nil), ([], nil),
    ] as [([UInt8], String?)])
    func sniffed(content: [UInt8], name: String?) {
        #expect(EncodingSniffer.encoding(of: content, isWhole: true)?.name == name)
    }

    @Test("a character that the sample's end cuts is still UTF-8")
    func cutSample() {
        for character in ["ü", "€", "😀"] {
            let bytes = Array("a\(character)".utf8)
            for end in 2..<bytes.count {
                #expect(EncodingSniffer.encoding(of: Array(bytes[..<end]), isWhole: false) == .utf8)
                #expect(EncodingSniffer.encoding(of: Array(bytes[..<end]), isWhole: true) == .windows1252)
            }
        }
    }
}
