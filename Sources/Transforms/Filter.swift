// filter: rows for which the expression is not true are dropped.

import BatchSQL
import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func filter(_ expression: Located<String>) -> (String, (any RowTransform)?) {
        (expression.value, program([expression], asking: .truth, visiting: .unmet, in: "filter").map { Filter(program: $0) })
    }
}

struct Filter: RowTransform {
    /// Visits the rows for which the expression is not true.
    let program: ExpressionProgram
    /// As a reject's reason names it.
    private let name: String
    private let verdicts = RowVerdicts()

    init(program: ExpressionProgram, name: String = "filter") {
        self.program = program
        self.name = name
    }

    func apply(to batch: RowBatch, stage: Int) -> Tally {
        verdicts.begin(batch)
        program.run(
            over: batch,
            visit: { row, _ in verdicts.drop(row) },
            refuse: { row, message in
                verdicts.reject(row, of: batch, stage: stage, column: nil, reason: "\(name) failed: \(message)")
            })
        return verdicts.settle(batch)
    }
}
