// rename: give columns other names. Touches no row.

import PipelineSpec
import RowModel

extension TransformCompiler {
    /// All renames happen at once, so that two columns can change names with each other.
    mutating func rename(_ pairs: [(old: Located<String>, new: Located<String>)]) -> (String, (any RowTransform)?) {
        var renamed = schema
        var changed: Set<Int> = []
        for (old, new) in pairs {
            guard let position = position(of: old, in: "rename") else { continue }
            if !changed.insert(position).inserted {
                report("column \"\(old.value)\" is renamed twice", at: old.mark)
            }
            renamed.columns[position].name = new.value
        }
        var clashes = false
        for (_, new) in pairs {
            let lowered = new.value.asciiLowercased
            if renamed.columns.count(where: { $0.name.asciiLowercased == lowered }) > 1 {
                report("there would be two columns called \"\(new.value)\"", at: new.mark)
                clashes = true
            }
        }
        if !clashes { schema = renamed }
        return (pairs.map { "\($0.old.value) → \($0.new.value)" }.joined(separator: ", "), nil)
    }
}
