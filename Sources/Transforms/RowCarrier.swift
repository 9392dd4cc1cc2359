// Takes rows of one batch over into another.

import RowModel

/// Copies the cells of a row, with the texts that they point at, once for all rows that are made of it in a batch.
struct RowCarrier {
    /// Slots whose cells are taken over; all others are null.
    private let slots: [Int]
    private var cells: [Cell] = []
    private var record = 0

    init(slots: [Int]) {
        self.slots = slots
    }

    /// Copies the texts of a row, and where it came from, into the arena of `part`.
    mutating func carry(_ row: Int, of source: RowBatch, into part: RowBatch) {
        record = part.carryRecord(ofRow: row, of: source)
        cells.removeAll(keepingCapacity: true)
        cells.append(contentsOf: repeatElement(.null, count: part.shape.slots))
        let old = source.row(row)
        for slot in slots {
            var cell = old[slot]
            if cell.tag == .text || cell.tag == .blob {
                cell.payload = UInt64(part.append(source.bytes(of: cell)))
            }
            cells[slot] = cell
        }
    }

    /// Fills the row behind the last of `part` with what was carried over last, without counting it.
    func begin(in part: RowBatch) -> UnsafeMutablePointer<Cell> {
        let row = part.row(part.rowCount)
        cells.withUnsafeBufferPointer { row.update(from: $0.baseAddress!, count: $0.count) }
        part.origins[part.rowCount] = RowOrigin(recordDelta: UInt32(record), rawOffset: 0, rawLength: 0)
        return row
    }
}
