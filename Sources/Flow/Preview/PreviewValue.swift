// A value of a row, kept beyond the batch it came from.

import RowModel

/// As SQL sees it: a decimal that is stored as an integer is that integer.
public enum PreviewValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    init(_ cell: Cell, in batch: RowBatch) {
        switch cell.tag {
        case .null: self = .null
        case .integer: self = .integer(cell.integerValue)
        case .real: self = .real(cell.realValue)
        case .text: self = .text(String(decoding: batch.bytes(of: cell), as: UTF8.self))
        case .blob: self = .blob(Array(batch.bytes(of: cell)))
        }
    }
}
