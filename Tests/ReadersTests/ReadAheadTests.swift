// A thread that reads ahead changes nothing about what is read.

import Readers
import RowModel
import TestSupport
import Testing

@Suite("reading ahead")
struct ReadAheadTests {
    /// Lines of some 1,500 bytes, more of them than are read before a thread is begun.
    private static let text = Array((1...800).map { "\($0)\(String(repeating: " etc", count: 370))\n" }.joined().utf8)

    private static func reader(
        _ bytes: [UInt8], readsAhead: Bool, maxInputBytes: Int? = nil, pool: BatchPool, nextChunk: @escaping () -> Int = { .max }
    ) throws(ReadError) -> InputReader {
        var plan = DecodePlan.csv(width: 1)
        plan.maxInputBytes = maxInputBytes
        return try InputReader(
            source: ChunkedSource(bytes, nextChunk: nextChunk), name: "in.csv", inputIndex: 3, plan: plan, pool: pool,
            readsAhead: readsAhead)
    }

    private static func decoded(
        _ bytes: [UInt8], readsAhead: Bool, maxInputBytes: Int? = nil, chunk: Int = .max
    ) -> Decoded {
        Decoded.reading(plan: .csv(width: 1), blockBytes: 100_000, rowCapacity: 50) { pool throws(ReadError) in
            try reader(bytes, readsAhead: readsAhead, maxInputBytes: maxInputBytes, pool: pool) { chunk }
        }
    }

    @Test("rows, places, checksums and sizes are the same, packed or not, in pieces of any size")
    func same() {
        var random = SeededGenerator()
        let cuts = Gzip.randomCuts(Self.text.count, using: &random)
        for bytes in [Self.text, Gzip.members(of: Self.text, cutAt: cuts)] {
            let expected = Self.decoded(bytes, readsAhead: false)
            #expect(expected.rows.count == 800 && expected.error == nil)
            for chunk in [Int.max, Int.random(in: 1...5000, using: &random), Int.random(in: 1...300_000, using: &random)] {
                let found = Self.decoded(bytes, readsAhead: true, chunk: chunk)
                #expect(found.content == expected.content, "chunks of \(chunk), WEIR_SEED=\(random.seed)")
                #expect(found.summary.fileBytes == bytes.count)
            }
        }
    }

    /// How many rows come in front of the place depends on how the bytes were read.
    @Test("what is wrong with an input is found at the same place")
    func faults() {
        var random = SeededGenerator()
        let packed = Gzip.member(Self.text, level: 1)
        for _ in 0..<8 {
            var bytes = packed
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 1..<packed.count, using: &random))
            } else {
                bytes[Int.random(in: 0..<packed.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            let expected = Self.decoded(bytes, readsAhead: false)
            let found = Self.decoded(bytes, readsAhead: true)
            #expect(found.error == expected.error, "WEIR_SEED=\(random.seed)")
            let areSame = zip(found.rows, expected.rows).allSatisfy { $0 == $1 }
            #expect(areSame, "WEIR_SEED=\(random.seed)")
        }
    }

    @Test("an input that is longer than allowed is refused, and one that is just as long is not")
    func tooLong() {
        let limit = Self.text.count
        #expect(Self.decoded(Self.text, readsAhead: true, maxInputBytes: limit).error == nil)
        let error = Self.decoded(Self.text, readsAhead: true, maxInputBytes: limit - 1).error
        #expect(error == .tooLong(input: "in.csv", limit: limit - 1))
    }

    @Test("marks are checksums of what is in front of them, and an earlier reading can be gone on with from each")
    func marks() throws {
        let pool = BatchPool(shape: BatchShape(slots: 2, rowCapacity: 50, blockBytes: 100_000), limit: 64)
        let reader = try Self.reader(Self.text, readsAhead: true, pool: pool)
        var checkpoints: [InputCheckpoint] = []
        while let batch = try reader.next() {
            let mark = try #require(batch.readMark)
            let end = batch.streamOffset + batch.blockEnd
            #expect(mark.bytes >= end)
            #expect(mark.crc32 == Gzip.crc32(Array(Self.text[..<mark.bytes])))
            checkpoints.append(
                InputCheckpoint(
                    records: reader.summary.records, blankLines: 0, commentLines: 0, decodedBytes: end, readMark: mark))
        }
        for checkpoint in checkpoints {
            let second = try Self.reader(Gzip.member(Self.text, level: 1), readsAhead: true, pool: pool)
            try second.skip(to: checkpoint)
            while try second.next() != nil {}
            #expect(second.summary.records == 800)
            #expect(second.summary.crc32 == Gzip.crc32(Self.text))
        }
    }

    @Test("a reader that is let go in the middle leaves nothing behind that crashes")
    func abandoned() throws {
        for batches in 0..<16 {
            let pool = BatchPool(shape: BatchShape(slots: 2, rowCapacity: 50, blockBytes: 100_000), limit: 64)
            let reader = try Self.reader(Self.text, readsAhead: true, pool: pool)
            for _ in 0..<batches { _ = try reader.next() }
        }
    }
}
