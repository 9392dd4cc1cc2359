// What a reject says of a record that is JSON but no row.

import RowModel

/// A reject's words.
public struct RecordProblem {
    public var column: String?
    public var reason: String

    public init(column: String? = nil, reason: String) {
        self.column = column
        self.reason = reason
    }

    static func oversized(_ maxRecordBytes: Int) -> RecordProblem {
        RecordProblem(reason: "the record is longer than max_record (\(maxRecordBytes) bytes)")
    }
}

extension RecordRefusal {
    func problem(_ directory: KeyDirectory, _ columns: [SourceColumn], in batch: RowBatch) -> RecordProblem {
        switch self {
        case .conversion(let target, let failure, let offset, let length):
            let column = columns[directory.targets[Int(target)].column]
            let value = UnsafeBufferPointer(start: batch.arena + offset, count: length)
            return RecordProblem(
                column: column.name, reason: "\(ValueExcerpt(value)) \(failure.reason(for: column.type))")
        case .duplicateKey(let key):
            return RecordProblem(
                column: directory.column(at: key, columns), reason: "the key \(shown(key, directory)) stands twice")
        case .extraKey(let key):
            return RecordProblem(
                reason: "the key \(shown(key, directory)) is none of the columns; "
                    + "extra_columns: ignore or capture would accept it")
        case .tooManyExtraKeys:
            return RecordProblem(
                reason: "more than \(RecordDecoding.extraKeyCapacity.grouped) keys are none of the columns, which is more than "
                    + "extra_columns: capture takes; extra_columns: ignore would accept it")
        case .blocked(let key, let kind):
            let column = directory.column(below: key, columns)
            let path = column.map { "; the column's path is \(ValueExcerpt($0.from.utf8))" } ?? ""
            let isArray = directory.entries[Int(directory.entries[Int(key)].child)].isArray
            return RecordProblem(
                column: column?.name,
                reason: "\(shown(key, directory)) is \(kind.noun), not \((isArray ? JSONKind.array : .object).noun)\(path)")
        }
    }

    private func shown(_ key: Int32, _ directory: KeyDirectory) -> ValueExcerpt {
        ValueExcerpt(directory.path(of: key))
    }
}
