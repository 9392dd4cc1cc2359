// `expect.columns`: what every row that goes to the table has to meet.

import BatchSQL
import PipelineSpec
import RowModel

extension TransformCompiler {
    /// Compiles conditions on the columns behind the last transform.
    /// - Returns: nil if there are none, or after reporting what is wrong with them.
    public mutating func expectations(_ conditions: [ColumnCondition]) -> RowExpectations? {
        var unknown: Set<SourceMark> = []
        var found: [(column: Column, condition: Located<String>)] = []
        for condition in conditions where !unknown.contains(condition.column.mark) {
            if let position = position(of: condition.column, in: "expect.columns") {
                found.append((schema.columns[position], condition.condition))
            } else {
                unknown.insert(condition.column.mark)
            }
        }
        for case let (_, condition) in found where ExpressionProgram.isEmpty(condition.value) {
            report("expect.columns: a condition such as not null is expected", at: condition.mark)
        }
        return found.isEmpty ? nil : expectations(on: found)
    }

    private mutating func expectations(
        on conditions: [(column: Column, condition: Located<String>)]
    ) -> RowExpectations? {
        // In parentheses of its own a column can be neither a function's name nor a table's.
        let subjects = conditions.map { "(\(quoted(identifier: $0.column.name))) " }
        do {
            let program = try ExpressionProgram(
                zip(subjects, conditions).map { $0 + $1.condition.value }, asking: .notFalse, visiting: .unmet,
                schema: schema, in: sandbox)
            return RowExpectations(program: program, conditions: conditions.map { ($0.column, $0.condition.value) })
        } catch {
            for error in error.errors {
                report(
                    error, in: conditions[error.index].condition, behind: subjects[error.index].utf8.count,
                    of: "expect.columns")
            }
            return nil
        }
    }
}

/// Conditions on single columns, all evaluated by one program. Confined to one task at a time.
public struct RowExpectations {
    let program: ExpressionProgram
    let conditions: [(column: Column, condition: String)]

    /// The first row that breaks a condition, and the first that it breaks; nil if all rows meet all of them.
    ///
    /// Cost: one evaluation a row; allocates for the row that it finds only.
    public func firstBreach(in batch: RowBatch) -> RowBreach? {
        var breach: RowBreach?
        let count = conditions.count
        program.run(
            over: batch,
            visit: { row, met in
                guard breach == nil else { return }
                // Of a single condition it goes without saying.
                let broken = count == 1 ? 0 : (0..<count).first { met.integer($0) == 0 } ?? 0
                breach = RowBreach(row, of: batch, reason(conditions[broken], row: row, in: batch))
            },
            refuse: { row, message in
                if breach == nil { breach = RowBreach(row, of: batch, "expect.columns failed: \(message)") }
            })
        return breach
    }

    private func reason(_ broken: (column: Column, condition: String), row: Int, in batch: RowBatch) -> String {
        let value = value(of: batch.row(row)[broken.column.slot], in: batch)
        return "\(broken.column.name) is \(value), and expect.columns says \(ValueExcerpt(broken.condition.utf8))"
    }

    /// As SQL sees it: a decimal stored as an integer is that integer.
    private func value(of cell: Cell, in batch: RowBatch) -> String {
        switch cell.tag {
        case .null: "null"
        case .integer: "\(cell.integerValue)"
        case .real: "\(cell.realValue)"
        case .text, .blob: "\(ValueExcerpt(batch.bytes(of: cell)))"
        }
    }
}

/// The first row that is not what the spec expects.
public struct RowBreach: Sendable, Equatable {
    public var record: Int
    public var byteOffset: Int
    /// Such as `quantity is -5, and expect.columns says "> 0"`.
    public var reason: String

    init(_ row: Int, of batch: RowBatch, _ reason: String) {
        record = batch.recordNumber(ofRow: row)
        byteOffset = batch.byteOffset(ofRow: row)
        self.reason = reason
    }
}
