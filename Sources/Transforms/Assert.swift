// assert: rows for which the expression is not true are rejects.

import BatchSQL
import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func assert(_ expression: Located<String>, message: String?) -> (String, (any RowTransform)?) {
        let reason = message.map { "\($0): \(expression.value) is not true" } ?? "\(expression.value) is not true"
        let program = program([expression], asking: .truth, visiting: .unmet, in: "assert")
        return (expression.value, program.map { Assert(program: $0, reason: reason) })
    }
}

/// A row for which the expression is null is refused too: what can't be told is not asserted.
struct Assert: RowTransform {
    /// Visits the rows for which the expression is not true.
    let program: ExpressionProgram
    let reason: String
    private let verdicts = RowVerdicts()

    init(program: ExpressionProgram, reason: String) {
        self.program = program
        self.reason = reason
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        program.run(
            over: batch,
            visit: { row, _ in verdicts.reject(row, of: batch, stage: stage, column: nil, reason: reason) },
            refuse: { row, message in
                verdicts.reject(row, of: batch, stage: stage, column: nil, reason: "assert failed: \(message)")
            })
        return verdicts.settle(batch)
    }
}
