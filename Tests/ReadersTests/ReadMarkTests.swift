// An input that is gone on with has to start with what was read of it before.

import Readers
import RowModel
import TestSupport
import Testing

@Suite("marks of what was read")
struct ReadMarkTests {
    private static let text = Array((1...3000).map { "\($0),\($0 * 7)\n" }.joined().utf8)
    /// Where the second of three gzip members begins, and the third.
    private static let cuts = [text.count / 3, text.count / 2]

    private static func reader(_ bytes: [UInt8], _ random: inout SeededGenerator) throws -> InputReader {
        let pool = BatchPool(shape: BatchShape(slots: 2, rowCapacity: 64, blockBytes: 512), limit: 4)
        let chunk = Int.random(in: 1...700, using: &random)
        return try InputReader(
            source: ChunkedSource(bytes) { chunk }, name: "in.csv", inputIndex: 0, plan: .csv(width: 2), pool: pool)
    }

    /// A place behind some batches, and the mark that stands there.
    private static func checkpoint(_ bytes: [UInt8], _ random: inout SeededGenerator) throws -> InputCheckpoint {
        let reader = try reader(bytes, &random)
        var last: InputCheckpoint?
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            guard let batch = try reader.next() else { break }
            last = InputCheckpoint(
                records: reader.summary.records, blankLines: 0, commentLines: 0,
                decodedBytes: batch.streamOffset + batch.blockEnd, readMark: batch.readMark)
        }
        return try #require(last)
    }

    @Test("a mark is the CRC-32 of the bytes in front of it, at the end of a batch at the earliest, packed or not")
    func marks() throws {
        var random = SeededGenerator()
        for bytes in [Self.text, Gzip.members(of: Self.text, cutAt: Self.cuts)] {
            let reader = try Self.reader(bytes, &random)
            while let batch = try reader.next() {
                let mark = try #require(batch.readMark)
                #expect(mark.bytes >= batch.streamOffset + batch.blockEnd, "WEIR_SEED=\(random.seed)")
                #expect(mark.crc32 == Gzip.crc32(Array(Self.text[..<mark.bytes])), "WEIR_SEED=\(random.seed)")
            }
        }
    }

    @Test("an input that has changed in front of the mark is refused, wherever it has; one that was packed anew is not")
    func changed() throws {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let checkpoint = try Self.checkpoint(Gzip.members(of: Self.text, cutAt: Self.cuts), &random)
            let mark = try #require(checkpoint.readMark)
            var text = Self.text
            let place = Int.random(in: 0..<text.count, using: &random)
            if text[place] != 0x0A, text[place] != 0x2C { text[place] ^= 1 }
            let isChanged = text[place] != Self.text[place] && place < mark.bytes
            let bytes = Bool.random(using: &random) ? text : Gzip.member(text)
            let reader = try Self.reader(bytes, &random)
            var error: ReadError?
            do throws(ReadError) {
                try reader.skip(to: checkpoint)
                while try reader.next() != nil {}
            } catch let failure {
                error = failure
            }
            let expected = isChanged ? ReadError.changed(input: "in.csv", byteCount: mark.bytes) : nil
            #expect(error == expected, "byte \(place), WEIR_SEED=\(random.seed)")
        }
    }

    @Test("an input that has become shorter than the mark is refused")
    func shorter() throws {
        var random = SeededGenerator()
        let checkpoint = try Self.checkpoint(Self.text, &random)
        let reader = try Self.reader(Array(Self.text[..<checkpoint.decodedBytes]), &random)
        if checkpoint.readMark!.bytes == checkpoint.decodedBytes { return }
        #expect(throws: ReadError.changed(input: "in.csv", byteCount: checkpoint.readMark!.bytes)) {
            try reader.skip(to: checkpoint)
            while try reader.next() != nil {}
        }
    }
}
