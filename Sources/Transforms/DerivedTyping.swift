// What an expression's value must be to enter a typed column.

import RowModel

/// Checks and brings a computed cell to a column's type. A number must already be one of the type's storage; a text is
/// converted as a field of an input would be.
struct DerivedTyping {
    /// How a text is read is the converter's business.
    private let type: ColumnType
    private let written: ColumnType
    private let converter: Converter
    private let advice: String

    /// - Parameter advice: what to do about a number for a column of texts.
    init(_ type: ColumnType, advice: String = "use CAST(… AS TEXT)") {
        self.advice = advice
        self.type = type.stored
        written = type
        converter = Converter(type == .any ? .text : type)
    }

    /// Returns why the value can't enter the column, or nil once the cell is of its type.
    func settle(_ cell: UnsafeMutablePointer<Cell>, in batch: RowBatch) -> String? {
        let value = cell.pointee
        switch value.tag {
        case .null: return nil
        case .real where !value.realValue.isFinite: return "is not a finite number"
        case .text:
            return converter.convert(
                offset: value.arenaOffset, length: value.byteCount, isASCII: false, in: batch, into: cell)?.reason(for: written)
        case .integer: return settle(integer: value.integerValue, cell)
        case .real: return settle(real: value.realValue, cell)
        case .blob:
            switch type {
            case .any, .blob: return nil
            default: return "is a blob, not \(type.specName)"
            }
        }
    }

    private func settle(integer: Int64, _ cell: UnsafeMutablePointer<Cell>) -> String? {
        switch type {
        case .any, .integer, .decimal(_, .integer), .timestamp(.epoch), .timestamp(.epochMilliseconds):
            return nil
        case .boolean:
            return integer == 0 || integer == 1 ? nil : "is not 0 or 1"
        case .real:
            guard let exact = Double(exactly: integer) else { return "has no exact real number" }
            cell.pointee = .real(exact)
            return nil
        default:
            return "is a number, not \(type.specName); \(advice)"
        }
    }

    /// round() and friends give whole numbers as reals.
    private func settle(real: Double, _ cell: UnsafeMutablePointer<Cell>) -> String? {
        switch type {
        case .any, .real: return nil
        case .text, .date, .json, .blob, .decimal(_, .text), .timestamp(.text):
            return "is a number, not \(type.specName); \(advice)"
        default:
            guard let whole = Int64(exactly: real) else { return "is not a whole number" }
            cell.pointee = .integer(whole)
            return settle(integer: whole, cell)
        }
    }
}
