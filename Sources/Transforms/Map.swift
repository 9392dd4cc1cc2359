// map: listed values become others.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func map(_ spec: MapSpec) -> (String, (any RowTransform)?) {
        let pairs = spec.values.map { "\($0.old.value) → \($0.new.value ?? "null")" }
        let detail = "\(spec.column.value): \(pairs.joined(separator: ", "))"
        guard let position = position(of: spec.column, in: "map") else { return (detail, nil) }
        let column = schema.columns[position]
        switch column.type {
        case .json, .blob, .any:
            report("map does not work on column \"\(column.name)\", which is \(column.type.specName)", at: spec.column.mark)
        default: break
        }
        var table = MapTable()
        for (old, new) in spec.values {
            guard let from = constant(old, of: column) else { continue }
            let to = new.value.map { constant(Located($0, at: new.mark), of: column) } ?? .null
            if let to, !table.insert(from, to) {
                report("\"\(old.value)\" is mapped twice", at: old.mark)
            }
        }
        return (detail, Map(slot: column.slot, column: column, table: table, otherwise: spec.default))
    }

    private mutating func constant(_ text: Located<String>, of column: Column) -> ConstantCell? {
        do {
            return try ConstantCell(text.value, type: column.type)
        } catch {
            reportUnfit(text.value, error, column: column, at: text.mark)
            return nil
        }
    }
}

struct Map: RowTransform {
    let slot: Int
    let column: Column
    let table: MapTable
    let otherwise: MapSpec.Default
    private let verdicts = RowVerdicts()

    init(slot: Int, column: Column, table: MapTable, otherwise: MapSpec.Default) {
        self.slot = slot
        self.column = column
        self.table = table
        self.otherwise = otherwise
    }

    /// Null is never mapped (that is what `fill` is for), and stays null whatever `default` says.
    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        var placements = table.values.map(ConstantPlacement.init)
        for row in 0..<batch.rowCount {
            let cell = batch.row(row)[slot]
            if cell.tag == .null { continue }
            if let value = table.position(of: cell, in: batch) {
                batch.row(row)[slot] = placements[value].cell(in: batch)
                continue
            }
            switch otherwise {
            case .keep: break
            case .null: batch.row(row)[slot] = .null
            case .reject:
                let value = ValueExcerpt(CellText.string(cell, type: column.type, in: batch).utf8)
                verdicts.reject(
                    row, of: batch, stage: stage, column: column.name, reason: "\(value) is not among the mapped values")
            }
        }
        return verdicts.settle(batch)
    }
}
