// trim: white space at both ends of a text goes.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func trim(_ names: [Located<String>]) -> (String, (any RowTransform)?) {
        var slots: [Int] = []
        for name in names {
            guard let position = position(of: name, in: "trim") else { continue }
            let column = schema.columns[position]
            if column.type == .text || column.type == .any {
                slots.append(column.slot)
            } else {
                report("trim works on text, and column \"\(name.value)\" is \(column.type.specName)", at: name.mark)
            }
        }
        return (names.map(\.value).joined(separator: ", "), Trim(slots: slots))
    }
}

/// Narrows text cells to what stands between ASCII white space (space, tab, line feed, vertical tab, form feed,
/// carriage return). No byte is moved.
struct Trim: RowTransform {
    let slots: [Int]

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        for row in 0..<batch.rowCount {
            let cells = batch.row(row)
            for slot in slots where cells[slot].tag == .text {
                cells[slot] = trimmed(cells[slot], in: batch)
            }
        }
        var tally = Tally()
        tally.pass(batch.rowCount)
        return tally
    }

    private func trimmed(_ cell: Cell, in batch: RowBatch) -> Cell {
        let bytes = batch.bytes(of: cell)
        var start = 0
        var end = bytes.count
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        return .text(offset: cell.arenaOffset + start, length: end - start)
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
