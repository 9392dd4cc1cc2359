// What one long record leaves behind: batches of the usual size, and the same rows.

import Readers
import RowModel
import TestSupport
import Testing

struct LongRecordTests {
    private static let shape = BatchShape(slots: 1, rowCapacity: 16, blockBytes: 1024)

    private static func reader(_ input: [UInt8], plan: DecodePlan, shape: BatchShape = shape) throws -> InputReader {
        try InputReader(
            source: ChunkedSource(input), name: "input", inputIndex: 3, plan: plan, pool: BatchPool(shape: shape, limit: 2))
    }

    @Test("behind a long record the batches are as small as in front of it, and no byte is in two of them")
    func smallAgain() throws {
        let rows = String(repeating: "1234567\n", count: 10_000)
        let input = Array("a\n" + String(repeating: "x", count: 70_000) + "\n" + rows)
        let reader = try Self.reader(input, plan: .csv(width: 1))
        var used = 0
        var isBehind = false
        while let batch = try reader.next() {
            if isBehind {
                #expect(batch.arenaCapacity <= 2 * Self.shape.blockBytes && batch.arenaCount <= Self.shape.blockBytes)
            }
            isBehind = isBehind || batch.blockEnd > 70_000
            #expect(batch.usedBytes == batch.blockEnd)
            used += batch.usedBytes
        }
        #expect(isBehind && used == input.count)
        #expect(reader.summary.records == 10_002)
    }

    @Test("a batch uses no bytes of the next one, also where texts stand behind bytes of the next one", arguments: [
        // Too long: its excerpt. Not too long: its text without escapes.
        ("{\"a\":\"" + String(repeating: "x", count: 150_000) + "\"}\n", RecordDecoding.oversizedExcerptBytes),
        ("{\"a\":\"" + String(repeating: "\\n", count: 20_000) + "\"}\n", 40_000),
    ])
    func textsBehindTheBlock(long: String, text: Int) throws {
        let input = Array(long + String(repeating: "{\"a\":\"1234567\"}\n", count: 10_000))
        let plan = DecodePlan(
            format: .ndjson, compression: .none, columns: [SourceColumn(name: "a", type: .text, slot: 0)], extraColumns: .fail,
            maxRecordBytes: 100_000)
        let reader = try Self.reader(input, plan: plan)
        var used = 0
        while let batch = try reader.next() {
            used += batch.usedBytes
        }
        #expect(used <= input.count + text + 1)
        #expect(reader.summary.records == 10_001)
    }

    @Test("where blocks end makes no difference, and neither does starting again behind any batch")
    func sameRows() throws {
        var random = SeededGenerator()
        for turn in 0..<60 {
            let isCSV = Bool.random(using: &random)
            var input: [UInt8] = []
            while input.count < 20_000 {
                let length = [3, 7, 40, 700, 5_000].randomElement(using: &random)!
                let field = String(repeating: Bool.random(using: &random) ? "x" : "7", count: Int.random(in: 1...length, using: &random))
                for _ in 0..<Int.random(in: 1...60, using: &random) where input.count < 40_000 {
                    input += Array(isCSV ? "\(field)\n" : "{\"a\":\"\(field)\\t\"}\n")
                    if Int.random(in: 0..<20, using: &random) == 0 { input += Array(isCSV ? "\na\"\n" : " \nx\n") }
                }
            }
            if Bool.random(using: &random) { input.removeLast() }
            var plan = DecodePlan.csv(width: 1, maxRecordBytes: Int.random(in: 50...4000, using: &random))
            if !isCSV {
                plan.format = .ndjson
                plan.columns[0].from = "a"
            }
            let shape = BatchShape(
                slots: 1, rowCapacity: Int.random(in: 1...50, using: &random), blockBytes: Int.random(in: 8...600, using: &random))
            let chunk = Int.random(in: 1...3000, using: &random)
            let whole = Decoded.reading(input, plan: plan, blockBytes: 1 << 20)
            let pieces = Decoded.reading(
                input, plan: plan, blockBytes: shape.blockBytes, rowCapacity: shape.rowCapacity, nextChunk: { chunk })
            #expect(pieces.content == whole.content, "turn \(turn), WEIR_SEED=\(random.seed)")

            var places: [InputCheckpoint] = []
            let first = try Self.reader(input, plan: plan, shape: shape)
            while let batch = try first.next() {
                places.append(
                    InputCheckpoint(
                        records: first.summary.records, blankLines: first.summary.blankLines, commentLines: 0,
                        decodedBytes: batch.streamOffset + batch.blockEnd, readMark: batch.readMark))
            }
            let place = try #require(places.randomElement(using: &random))
            let second = try Self.reader(input, plan: plan, shape: shape)
            try second.skip(to: place)
            var rows = 0
            while let batch = try second.next() { rows += batch.rowCount }
            #expect(rows == whole.rows.count { $0.record > place.records }, "turn \(turn), WEIR_SEED=\(random.seed)")
            #expect(second.summary == first.summary, "turn \(turn), WEIR_SEED=\(random.seed)")
        }
    }
}
