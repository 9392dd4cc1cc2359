// drop: leave these columns out. Touches no row.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func drop(_ names: [Located<String>]) -> (String, (any RowTransform)?) {
        var dropped: Set<Int> = []
        for name in names {
            guard let position = position(of: name, in: "drop") else { continue }
            if !dropped.insert(position).inserted {
                report("column \"\(name.value)\" is dropped twice", at: name.mark)
            }
        }
        if dropped.count == schema.columns.count, let first = names.first {
            report("no column is left", at: first.mark)
        } else {
            schema = RowSchema(schema.columns.enumerated().filter { !dropped.contains($0.offset) }.map(\.element))
        }
        return (names.map(\.value).joined(separator: ", "), nil)
    }
}
