// The batch: its arena, its rows, what it weighs.

import RowModel
import TestSupport
import Testing

@Suite struct RowBatchTests {
    @Test("cells keep their values however often the arena moves")
    func growth() {
        var random = SeededGenerator()
        for _ in 0..<20 {
            let batch = RowBatch(shape: BatchShape(slots: 3, rowCapacity: 50, blockBytes: Int.random(in: 1...64, using: &random)))
            var expected: [[Value]] = []
            for row in 0..<50 {
                let values = (0..<3).map { _ in Value.random(using: &random) }
                for (slot, value) in values.enumerated() { batch.row(row)[slot] = batch.cell(value) }
                batch.rowCount = row + 1
                expected.append(values)
            }
            let schema = RowSchema(["a": .any, "b": .any, "c": .any])
            #expect(batch.values(schema) == expected, "WEIR_SEED=\(random.seed)")
            #expect(batch.arenaCount <= batch.arenaCapacity)
        }
    }

    @Test("one record larger than the block by far fits")
    func largeAppend() {
        let batch = RowBatch(shape: BatchShape(slots: 1, rowCapacity: 1, blockBytes: 1))
        let before = batch.cell("before")
        let large = batch.cell(.text(String(repeating: "é", count: 100_000)))
        #expect(batch.value(of: before) == "before")
        #expect(large.byteCount == 200_000)
        #expect(batch.arenaCount == 200_006)
    }

    @Test("the padding behind a full arena can be read, before it grew and after")
    func padding() {
        let batch = RowBatch(shape: BatchShape(slots: 0, rowCapacity: 1, blockBytes: 16))
        for _ in 0..<5 {
            batch.setArenaCount(batch.arenaCapacity)
            var sum = 0
            for index in 0..<RowBatch.arenaPadding { sum += Int(batch.arena[batch.arenaCapacity + index]) }
            #expect(sum >= 0)
            batch.growArena(by: 1)
        }
    }

    @Test("an empty text and an empty blob are values, not null")
    func empty() {
        let batch = RowBatch(rows: [["", .blob([]), nil]])
        #expect(batch.values(RowSchema(["a": .text, "b": .any, "c": .any])) == [["", .blob([]), nil]])
    }

    @Test("a batch with no column and no row can be made")
    func nothing() {
        let batch = RowBatch(shape: BatchShape(slots: 0, rowCapacity: 1, blockBytes: 1))
        #expect(batch.compact { _ in true } == 0)
        #expect(batch.usedBytes == 0)
    }

    @Test("compact keeps the rows it is told to, in order, with their origins, and counts the others")
    func compact() {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let rows = (0..<Int.random(in: 0...30, using: &random)).map { [Value.integer(Int64($0)), .random(using: &random)] }
            let batch = RowBatch(rows: rows)
            let kept = rows.indices.filter { _ in Bool.random(using: &random) }
            let gone = batch.compact { kept.contains($0) }
            #expect(gone == rows.count - kept.count)
            #expect(batch.values(RowSchema(["n": .integer, "v": .any])) == kept.map { rows[$0] }, "WEIR_SEED=\(random.seed)")
            #expect((0..<batch.rowCount).map { batch.recordNumber(ofRow: $0) } == kept.map { $0 + 1 })
        }
    }

    @Test("the weight is the memory a batch has, however little of it is in use, and its kept rejects")
    func weight() {
        let shape = BatchShape(slots: 3, rowCapacity: 100, blockBytes: 1 << 16)
        let batch = RowBatch(shape: shape)
        let cells = 100 * (3 * MemoryLayout<Cell>.stride + MemoryLayout<RowOrigin>.stride)
        #expect(batch.weight == batch.arenaCapacity + RowBatch.arenaPadding + cells)
        #expect(batch.weight > 1 << 16)
        let empty = batch.weight
        _ = batch.reserve(10)
        #expect(batch.weight == empty)
        batch.rowCount = 1
        batch.noteReject(row: 0, stage: 0, column: nil, reason: "no")
        #expect(batch.weight == empty + 256)
        #expect(MemoryLayout<Cell>.stride == 16)
    }

    @Test("a noted reject says which record it was and keeps its raw bytes")
    func reject() throws {
        let batch = RowBatch(rows: [[1], [2], [3]], firstRecord: 41)
        batch.streamOffset = 1000
        batch.noteReject(row: 2, stage: 3, column: "id", reason: "is odd")
        let reject = try #require(batch.rejects.first)
        #expect(reject.record == 43)
        #expect(reject.byteOffset == 1000 + 2 * "<record 41>".utf8.count)
        #expect(reject.stage == 3 && reject.column == "id" && reject.reason == "is odd")
        #expect(batch.rawText(of: reject) == "<record 43>")
        #expect(reject.rawLength == "<record 43>".utf8.count)
    }

    @Test("reset makes a batch as new")
    func reset() {
        let batch = RowBatch(rows: [[1], ["text"]], firstRecord: 9, inputIndex: 4)
        batch.streamOffset = 5
        batch.blankLines = 6
        batch.commentLines = 7
        batch.noteReject(row: 0, stage: 0, column: nil, reason: "no")
        batch.reset()
        #expect(batch.rowCount == 0 && batch.arenaCount == 0 && batch.usedBytes == 0)
        #expect(batch.rejects.isEmpty && batch.tallies.isEmpty)
        #expect(batch.blankLines == 0 && batch.commentLines == 0)
        #expect([batch.blockEnd, batch.streamOffset, batch.recordBase, batch.inputIndex] == [0, 0, 0, 0])
    }
}
