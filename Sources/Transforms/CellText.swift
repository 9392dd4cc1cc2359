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
        IntegerWriting.withDigits(of: value) { .text(offset: batch.append($0), length: $0.count) }
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
