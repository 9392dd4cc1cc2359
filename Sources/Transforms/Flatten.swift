// flatten: columns of what is in an object.

import PipelineSpec
import Readers
import RowModel

extension TransformCompiler {
    /// The new columns stand in the place of the flattened one.
    mutating func flatten(_ spec: FlattenSpec) -> (String, (any RowTransform)?) {
        let name = spec.column.value
        guard let place = position(of: spec.column, in: "flatten") else { return (name, nil) }
        let source = schema.columns[place]
        guard source.type == .json else {
            report("flatten works on json, and column \"\(name)\" is \(source.type.specName)", at: spec.column.mark)
            return (name, nil)
        }
        schema.columns.remove(at: place)
        var made: [Column] = []
        let decoder = objectDecoder(spec.columns, spec.extraColumns, of: spec.column, in: "flatten", made: &made)
        insert(made, at: place)
        let detail = "\(name) → \(made.map(\.name).joined(separator: ", "))"
        return (detail, decoder.map { Flatten(source: source, decoder: $0) })
    }
}

/// Texts are ranges of the object's text, unless they have escapes.
struct Flatten: RowTransform {
    let source: Column
    let decoder: ValueObjectDecoder
    private let verdicts = RowVerdicts()

    init(source: Column, decoder: ValueObjectDecoder) {
        self.source = source
        self.decoder = decoder
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        for row in 0..<batch.rowCount {
            guard let problem = flatten(batch.row(row), in: batch) else { continue }
            verdicts.reject(
                row, of: batch, stage: stage, column: problem.column ?? source.name,
                reason: reason(problem, row, in: batch))
        }
        return verdicts.settle(batch)
    }

    private func flatten(_ cells: UnsafeMutablePointer<Cell>, in batch: RowBatch) -> RecordProblem? {
        let cell = cells[source.slot]
        guard cell.tag == .text else {
            decoder.storeNulls(into: cells)
            return nil
        }
        var (start, end) = (cell.arenaOffset, cell.arenaOffset + cell.byteCount)
        start = JSONScanner(bytes: batch.arena, end: end).skipWhitespace(start)
        while end > start, batch.arena[end - 1] <= 0x20 { end -= 1 }
        guard start < end else { return RecordProblem(reason: "is not valid JSON") }
        return decoder.decode(start..<end, in: batch, into: cells)
    }

    /// What is wrong with the whole value is said of the value.
    private func reason(_ problem: RecordProblem, _ row: Int, in batch: RowBatch) -> String {
        guard problem.reason.hasPrefix("is ") else { return problem.reason }
        return "\(ValueExcerpt(batch.bytes(of: batch.row(row)[source.slot]))) \(problem.reason)"
    }
}
