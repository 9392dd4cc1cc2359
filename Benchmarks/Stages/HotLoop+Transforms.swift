// A decoded batch through one transform. None of these takes a row out, so that every pass has the same rows.

import RowModel
import Transforms

extension HotLoop {
    static var transforms: [HotLoop] {
        [
            transform("restore", "[]"),
            transform("filter", "[{ filter: quantity > 0 }]"),
            transform("derive", "[{ derive: { total: quantity * unit_price * (1 - discount) } }]"),
            transform("derive-text", "[{ derive: { label: \"upper(sku) || '-' || id\" } }]"),
            transform("assert", "[{ assert: quantity between 1 and 48 }]"),
            transform("cast", "[{ cast: { customer_id: text } }]"),
            transform("map", "[{ map: { column: status, values: { new: N, paid: P, shipped: S, cancelled: C } } }]"),
            transform("trim", "[{ trim: [city, note] }]"),
            transform("fill", "[{ fill: { note: none } }]"),
        ]
    }

    /// Each pass begins with the cells as they were decoded; `restore` is what that alone costs.
    private static func transform(_ name: String, _ transforms: String) -> HotLoop {
        HotLoop(name: "transform-\(name)", unit: .row) {
            let pipeline = try SamplePipeline(transforms: transforms)
            let batch = try pipeline.batch()
            let pristine = Array(UnsafeBufferPointer(start: batch.cells, count: batch.rowCount * batch.shape.slots))
            let (rows, end) = (batch.rowCount, batch.arenaCount)
            var chain = try StageChain(
                pipeline.stages, input: 0, pool: BatchPool(shape: batch.shape, limit: 1))
            return Ready(units: rows) {
                pristine.withUnsafeBufferPointer { batch.cells.update(from: $0.baseAddress!, count: $0.count) }
                batch.setArenaCount(end)
                batch.tallies.removeAll(keepingCapacity: true)
                batch.tallies.append(Tally())
                try! chain.put(batch)
                _ = try? chain.next()
                precondition(batch.rowCount == rows)
            }
        }
    }
}
