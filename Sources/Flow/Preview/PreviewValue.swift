// A value of a row, kept beyond the batch it came from.

import RowModel

/// As SQL sees it: a decimal that is stored as an integer is that integer.
public enum PreviewValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    /// The start of a text, and whether there is more of it.
    case text(String, isCut: Bool)
    /// As for a text.
    case blob([UInt8], isCut: Bool)

    /// Most bytes that are kept: thousands of rows may have texts of mebibytes.
    private static let limit = 256

    init(_ cell: Cell, in batch: RowBatch) {
        switch cell.tag {
        case .null: self = .null
        case .integer: self = .integer(cell.integerValue)
        case .real: self = .real(cell.realValue)
        case .text:
            let start = batch.bytes(of: cell).prefix(Self.limit)
            self = .text(String(decoding: start, as: UTF8.self), isCut: start.count < cell.byteCount)
        case .blob:
            let start = batch.bytes(of: cell).prefix(Self.limit)
            self = .blob(Array(start), isCut: start.count < cell.byteCount)
        }
    }
}
