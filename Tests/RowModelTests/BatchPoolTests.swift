// The pool of spare batches.

import RowModel
import Testing

@Suite struct BatchPoolTests {
    private static let shape = BatchShape(slots: 1, rowCapacity: 4, blockBytes: 1024)

    @Test("a batch that was put back is taken again, as new")
    func recycled() {
        let pool = BatchPool(shape: Self.shape, limit: 2)
        let first = pool.take()
        first.rowCount = 3
        _ = first.reserve(10)
        pool.put(first)
        let again = pool.take()
        #expect(again === first)
        #expect(again.rowCount == 0 && again.arenaCount == 0)
    }

    @Test("no more spare batches are kept than the limit says")
    func bounded() {
        let pool = BatchPool(shape: Self.shape, limit: 2)
        weak var released: RowBatch?
        do {
            let batches = (0..<3).map { _ in pool.take() }
            for batch in batches { pool.put(batch) }
            released = batches[2]
        }
        #expect(released == nil)
    }

    @Test("a batch that a huge record has blown up is let go, so that memory shrinks again")
    func blownUp() {
        let pool = BatchPool(shape: Self.shape, limit: 2)
        weak var released: RowBatch?
        do {
            let batch = pool.take()
            _ = batch.reserve(Self.shape.blockBytes * 8)
            pool.put(batch)
            released = batch
        }
        #expect(released == nil)
    }

    @Test("tasks that take and put at once never share a batch")
    func shared() async {
        let pool = BatchPool(shape: Self.shape, limit: 4)
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var clashes = 0
                    for _ in 0..<500 {
                        let batch = pool.take()
                        if batch.rowCount != 0 { clashes += 1 }
                        batch.rowCount = 1
                        await Task.yield()
                        if batch.rowCount != 1 { clashes += 1 }
                        pool.put(batch)
                    }
                    return clashes
                }
            }
            for await clashes in group { #expect(clashes == 0) }
        }
    }
}
