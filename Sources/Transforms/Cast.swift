// cast: a column gets another type; a value that would lose something is a reject.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func cast(_ casts: [(column: Located<String>, type: ColumnType)]) -> (String, (any RowTransform)?) {
        var compiled: [Cast.Column] = []
        for (name, type) in casts {
            guard let position = position(of: name, in: "cast") else { continue }
            let column = schema.columns[position]
            if case .blob = column.type {
                report("column \"\(name.value)\" is blob and can't be cast", at: name.mark)
            }
            if type.format != nil, column.type != .text, column.type != .any {
                report(
                    "column \"\(name.value)\" is \(column.type.specName), and format and zone are about text",
                    at: name.mark)
            }
            if compiled.contains(where: { $0.slot == column.slot }) {
                report("column \"\(name.value)\" is cast twice", at: name.mark)
            }
            compiled.append(Cast.Column(name: column.name, slot: column.slot, from: column.type, to: Converter(type)))
            schema.columns[position].type = type.stored
        }
        let detail = casts.map { "\($0.column.value): \($0.type.specName)" }.joined(separator: ", ")
        return (detail, Cast(columns: compiled))
    }
}

/// Converts a cell by way of its canonical text, so that the rules are the same as for a field of an input: what a text
/// of the new type may not say, a cast does not make.
struct Cast: RowTransform {
    struct Column {
        let name: String
        let slot: Int
        let from: ColumnType
        let to: Converter
    }

    let columns: [Column]
    private let verdicts = RowVerdicts()

    init(columns: [Column]) {
        self.columns = columns
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        for column in columns where column.from != column.to.type {
            for row in 0..<batch.rowCount where verdicts.isKept(row) {
                guard let failure = convert(row, column, in: batch) else { continue }
                let text = CellText.string(batch.row(row)[column.slot], type: column.from, in: batch)
                verdicts.reject(
                    row, of: batch, stage: stage, column: column.name, reason: "\(ValueExcerpt(text.utf8)) \(failure)")
            }
        }
        return verdicts.settle(batch)
    }

    /// Returns why the cell, which is then as it was, can't be of the new type.
    private func convert(_ row: Int, _ column: Column, in batch: RowBatch) -> String? {
        let cell = batch.row(row) + column.slot
        let old = cell.pointee
        if column.to.type == .any { return nil }
        let failure: ConversionFailure?
        switch old.tag {
        case .null:
            return nil
        case .blob:
            // Only an untyped column has one. Its bytes need not be text.
            return "is a blob, not \(column.to.type.specName)"
        case .text:
            failure = column.to.convert(
                offset: old.arenaOffset, length: old.byteCount, isASCII: false, in: batch, into: cell)
        case .integer where column.from == .integer && column.to.type == .text:
            cell.pointee = CellText.append(old.integerValue, to: batch)
            return nil
        default:
            let text = Self.text(of: old, from: column.from, to: column.to.type, in: batch)
            failure = Self.convert(text, column.to, in: batch, into: cell)
        }
        if let failure { return failure.reason(for: column.to.type) }
        if column.to.type == .real, Self.isRounded(cell.pointee, old, of: column.from, in: batch) {
            cell.pointee = old
            return "has more digits than a 64-bit real number holds"
        }
        return nil
    }

    /// The cell's canonical text; for a number type, a whole number is written as one (3.0 and the decimal 3.00 are 3,
    /// true is 1).
    private static func text(of cell: Cell, from: ColumnType, to: ColumnType, in batch: RowBatch) -> String {
        switch to {
        case .integer, .real, .decimal: break
        default: return CellText.string(cell, type: from, in: batch)
        }
        switch (cell.tag, from) {
        case (.integer, .boolean), (.integer, .timestamp):
            return "\(cell.integerValue)"
        case (.integer, .decimal(let scale, _)):
            let unit = (0..<scale).reduce(Int64(1)) { power, _ in power * 10 }
            let (whole, fraction) = cell.integerValue.quotientAndRemainder(dividingBy: unit)
            if fraction == 0 { return "\(whole)" }
        case (.real, _):
            // Not -0.0, whose sign no integer can hold.
            if let whole = Int64(exactly: cell.realValue), cell.realValue.bitPattern != (-0.0).bitPattern { return "\(whole)" }
        default: break
        }
        return CellText.string(cell, type: from, in: batch)
    }

    /// - Parameter text: ASCII, as every canonical text but that of a text is.
    private static func convert(
        _ text: String, _ converter: Converter, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        var text = text
        let (offset, count) = text.withUTF8 { (batch.append(UnsafeRawBufferPointer($0)), $0.count) }
        return converter.convert(offset: offset, length: count, isASCII: true, in: batch, into: cell)
    }

    /// Whether an integer or decimal became a real number that also stands for another one, so that it would not come
    /// back as it was. (A text has no such claim: it is read as a field of an input is, which rounds.)
    private static func isRounded(_ real: Cell, _ old: Cell, of type: ColumnType, in batch: RowBatch) -> Bool {
        guard case .decimal = type else {
            return old.tag == .integer && Int64(exactly: real.realValue) != old.integerValue
        }
        let digits = CellText.string(old, type: type, in: batch)
        // 15 significant digits always survive (DBL_DIG of IEEE 754 binary64).
        guard digits.utf8.filter({ (48...57).contains($0) }).drop(while: { $0 == 48 }).count > 15 else { return false }
        var back = Cell.null
        let failure = convert(
            text(of: real, from: .real, to: type, in: batch), Converter(type), in: batch, into: &back)
        return failure != nil || CellText.string(back, type: type, in: batch) != digits
    }
}
