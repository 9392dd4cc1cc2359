// Columns that transforms take from objects in JSON.

import PipelineSpec
import Readers
import RowModel

extension TransformCompiler {
    /// Compiles columns that are taken from the objects in another column.
    /// - Parameter made: gets the new columns.
    /// - Returns: nil after reporting what is wrong with their paths.
    mutating func objectDecoder(
        _ columns: [ColumnSpec], _ extra: ExtraColumnsSpec, of source: Located<String>, in transform: String,
        made: inout [Column]
    ) -> ValueObjectDecoder? {
        let sources = columns.map { takenColumn($0) }
        made += sources.map { Column(name: $0.name, type: $0.type.stored, slot: $0.slot) }
        let paths = columns.map { $0.from ?? $0.name }
        for (position, error) in columnPathFaults(paths.map(\.value)) { report("\(error)", at: paths[position].mark) }
        let taken = schema.columns + made
        let rule = captureRule(extra, at: source.mark, in: transform, beside: taken, made: &made)
        return try? ValueObjectDecoder(columns: sources, extraColumns: rule, longestText: sandbox.maxValueBytes)
    }

    /// Puts new columns into the schema: each in the place of the one that has its name, else at `place`.
    mutating func insert(_ columns: [Column], at place: Int) {
        var place = place
        for column in columns {
            if let position = schema.position(of: column.name) {
                schema.columns[position] = column
            } else {
                schema.columns.insert(column, at: place)
                place += 1
            }
        }
    }

    /// A column of the spec with a slot of its own.
    mutating func takenColumn(_ column: ColumnSpec) -> SourceColumn {
        SourceColumn(
            name: column.name.value, from: column.from?.value, type: column.type, numbers: column.numbers,
            join: column.join?.value, slot: takeSlot())
    }

    /// What becomes of other keys, with the column that captures them.
    /// - Parameters:
    ///   - taken: columns whose names it can't have.
    ///   - made: gets that column.
    mutating func captureRule(
        _ rule: ExtraColumnsSpec, at mark: SourceMark, in transform: String, beside taken: [Column],
        made: inout [Column]
    ) -> ExtraColumns {
        switch rule {
        case .fail: return .fail
        case .ignore: return .ignore
        case .capture:
            let name = ExtraColumnsSpec.captureColumn
            if taken.contains(where: { $0.name.asciiLowercased == name }) {
                report("\(transform): a column is called \(name), which extra_columns: capture makes", at: mark)
            }
            let slot = takeSlot()
            made.append(Column(name: name, type: .json, slot: slot))
            return .capture(slot: slot)
        }
    }
}
