// Runs a Converter over one text, the way a decoder does.

import RowModel

/// What a conversion gives, as values a test can write down.
enum Converted: Equatable, CustomStringConvertible {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
    case refused(ConversionFailure)

    var description: String {
        switch self {
        case .null: "null"
        case .integer(let value): "integer \(value)"
        case .real(let value): "real \(value)"
        case .text(let value): "text \(value.debugDescription)"
        case .blob(let value): "blob \(value)"
        case .refused(let failure): "refused: \(failure)"
        }
    }
}

/// One batch that holds one text at a time, at an offset that is not zero and with digits behind it, which a scanner that
/// runs over the end would take along.
final class ConversionBench {
    let batch = RowBatch(shape: BatchShape(slots: 1, rowCapacity: 1, blockBytes: 64))

    func convert(
        _ bytes: some Collection<UInt8>, to type: ColumnType, numbers: NumberStyle? = nil, isASCII: Bool = false
    ) -> Converted {
        let (offset, length) = place(bytes)
        let cell = batch.row(0)
        cell.pointee = .integer(-77)
        let failure = Converter(type, numbers: numbers).convert(
            offset: offset, length: length, isASCII: isASCII, in: batch, into: cell)
        return result(failure)
    }

    func convert(_ text: String, to type: ColumnType, numbers: NumberStyle? = nil) -> Converted {
        convert(text.utf8, to: type, numbers: numbers)
    }

    /// Converts a JSON value (an unescaped string, or any other value's text).
    func convertJSON(_ text: String, _ kind: JSONKind, to type: ColumnType, numbers: NumberStyle? = nil) -> Converted {
        let (offset, length) = place(text.utf8)
        let cell = batch.row(0)
        cell.pointee = .integer(-77)
        let converter = Converter(type, numbers: numbers)
        switch kind {
        case .string:
            return result(
                converter.convertString(offset: offset, length: length, mayHaveNUL: true, in: batch, into: cell))
        case .number:
            let number = NumberLexeme.scan(batch.arena + offset, from: 0, limit: length)
            precondition(number.isValid && number.end == length)
            return result(converter.convertNumber(number, offset: offset, length: length, in: batch, into: cell))
        default:
            return result(converter.convertOther(kind, offset: offset, length: length, in: batch, into: cell))
        }
    }

    private func place(_ bytes: some Collection<UInt8>) -> (offset: Int, length: Int) {
        batch.reset()
        let block = Array("97".utf8) + bytes + Array("54321098".utf8)
        _ = block.withUnsafeBytes { batch.append($0) }
        return (2, bytes.count)
    }

    private func result(_ failure: ConversionFailure?) -> Converted {
        let cell = batch.row(0).pointee
        if let failure {
            return cell == .integer(-77) ? .refused(failure) : .text("the cell was changed by a refused conversion")
        }
        switch cell.tag {
        case .null: return .null
        case .integer: return .integer(cell.integerValue)
        case .real: return .real(cell.realValue)
        case .text: return .text(String(decoding: batch.bytes(of: cell), as: UTF8.self))
        case .blob: return .blob(Array(batch.bytes(of: cell)))
        }
    }
}
