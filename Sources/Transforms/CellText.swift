// The canonical text of a cell: what a field of an input would have to say to become it.

import RowModel

enum CellText {
    /// The text of a cell of the given type; "" for null.
    static func string(_ cell: Cell, type: ColumnType, in batch: RowBatch) -> String {
        switch cell.tag {
        case .null: ""
        case .text, .blob: String(decoding: batch.bytes(of: cell), as: UTF8.self)
        case .real: "\(cell.realValue)"
        case .integer: integer(cell.integerValue, type: type)
        }
    }

    /// The text of an integer, written into the batch's arena without a String in between. May move the arena.
    static func append(_ value: Int64, to batch: RowBatch) -> Cell {
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var start = digits.count
            var rest = value.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            let text = UnsafeRawBufferPointer(rebasing: digits[start...])
            return .text(offset: batch.append(text), length: text.count)
        }
    }

    private static func integer(_ value: Int64, type: ColumnType) -> String {
        switch type {
        case .boolean: value == 0 ? "false" : "true"
        case .decimal(let scale, .integer) where scale > 0: decimal(value, scale: scale)
        case .timestamp(.epoch): EpochText.string(seconds: value) ?? "\(value)"
        case .timestamp(.epochMilliseconds): EpochText.string(milliseconds: value) ?? "\(value)"
        default: "\(value)"
        }
    }

    private static func decimal(_ value: Int64, scale: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return "\(value < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }
}
