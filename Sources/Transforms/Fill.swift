// fill: a value in the place of null.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func fill(_ fills: [(column: Located<String>, value: Located<String>)]) -> (String, (any RowTransform)?) {
        var compiled: [(slot: Int, value: ConstantCell)] = []
        for (name, value) in fills {
            guard let position = position(of: name, in: "fill") else { continue }
            let column = schema.columns[position]
            do {
                compiled.append((column.slot, try ConstantCell(value.value, type: column.type)))
            } catch {
                reportUnfit(value.value, error, column: column, at: value.mark)
            }
        }
        let detail = fills.map { "\($0.column.value): \($0.value.value)" }.joined(separator: ", ")
        return (detail, Fill(values: compiled))
    }
}

struct Fill: RowTransform {
    let values: [(slot: Int, value: ConstantCell)]

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        for (slot, value) in values {
            var placement = ConstantPlacement(value)
            for row in 0..<batch.rowCount where batch.row(row)[slot].tag == .null {
                batch.row(row)[slot] = placement.cell(in: batch)
            }
        }
        var tally = Tally()
        tally.pass(batch.rowCount)
        return tally
    }
}
