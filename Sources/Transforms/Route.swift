// where: which rows of all go to a target of several.

import BatchSQL
import PipelineSpec
import RowModel

extension TransformCompiler {
    /// A stage that drops the rows that are not for the target: those for which the expression is false or null.
    public mutating func route(_ expression: Located<String>) -> TransformStage {
        let program = program([expression], asking: .truth, visiting: .unmet, in: "where")
        return TransformStage(
            name: "where", detail: expression.value, schema: schema,
            work: program.map { .inPlace(Filter(program: $0, name: "where")) } ?? .none)
    }
}
