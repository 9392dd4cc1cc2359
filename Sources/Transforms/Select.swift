// select: keep these columns, in this order. Touches no row.

import PipelineSpec
import RowModel

extension TransformCompiler {
    mutating func select(_ names: [Located<String>]) -> (String, (any RowTransform)?) {
        var kept: [Column] = []
        for name in names {
            guard let position = position(of: name, in: "select") else { continue }
            let column = schema.columns[position]
            if kept.contains(column) {
                report("column \"\(name.value)\" is selected twice", at: name.mark)
            } else {
                kept.append(column)
            }
        }
        if !kept.isEmpty { schema = RowSchema(kept) }
        return (names.map(\.value).joined(separator: ", "), nil)
    }
}
