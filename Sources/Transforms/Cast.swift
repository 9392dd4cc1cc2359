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
            if compiled.contains(where: { $0.slot == column.slot }) {
                report("column \"\(name.value)\" is cast twice", at: name.mark)
            }
            compiled.append(Cast.Column(name: column.name, slot: column.slot, from: column.type, to: Converter(type)))
            schema.columns[position].type = type
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
                let cell = batch.row(row)[column.slot]
                verdicts.reject(
                    row, of: batch, stage: stage, column: column.name,
                    reason: "\(ValueExcerpt(CellText.string(cell, type: column.from, in: batch).utf8)) \(failure.reason(for: column.to.type))")
            }
        }
        return verdicts.settle(batch)
    }

    private func convert(_ row: Int, _ column: Column, in batch: RowBatch) -> ConversionFailure? {
        let cell = batch.row(row)[column.slot]
        if column.to.type == .any { return nil }
        switch cell.tag {
        case .null:
            return nil
        case .text:
            return column.to.convert(
                offset: cell.arenaOffset, length: cell.byteCount, isASCII: false, in: batch,
                into: batch.row(row) + column.slot)
        default:
            return convert(text: text(of: cell, column, in: batch), row, column, in: batch)
        }
    }

    /// The cell's canonical text; for a number type, a whole number is written as one (3.0 and the decimal 3.00 are 3, true is 1).
    private func text(of cell: Cell, _ column: Column, in batch: RowBatch) -> String {
        switch column.to.type {
        case .integer, .real, .decimal: break
        default: return CellText.string(cell, type: column.from, in: batch)
        }
        switch (cell.tag, column.from) {
        case (.integer, .boolean):
            return "\(cell.integerValue)"
        case (.integer, .decimal(let scale, _)):
            let unit = (0..<scale).reduce(Int64(1)) { power, _ in power * 10 }
            let (whole, fraction) = cell.integerValue.quotientAndRemainder(dividingBy: unit)
            if fraction == 0 { return "\(whole)" }
        case (.real, _):
            if let whole = Int64(exactly: cell.realValue) { return "\(whole)" }
        default: break
        }
        return CellText.string(cell, type: column.from, in: batch)
    }

    private func convert(text: String, _ row: Int, _ column: Column, in batch: RowBatch) -> ConversionFailure? {
        var text = text
        let (offset, count) = text.withUTF8 { (batch.append(UnsafeRawBufferPointer($0)), $0.count) }
        return column.to.convert(
            offset: offset, length: count, isASCII: true, in: batch, into: batch.row(row) + column.slot)
    }
}
