// `derive:` → DerivedColumn.

import RowModel

struct DeriveDecoder {
    let values: ValueDecoder

    func derive(_ node: YAMLNode, _ label: String) -> [DerivedColumn]? {
        guard let entries = values.entries(node, label, nullIsEmpty: true) else { return nil }
        if entries.isEmpty {
            values.report("\(label) must not be empty; write \(label): { column: expression }", at: node.mark)
            return nil
        }
        for entry in entries { values.checkNewColumn(entry.key) }
        values.checkDistinct(entries.lazy.map(\.key), "column")
        return entries.compactMap { column($0, label: "\(label).\($0.key.value)") }
    }

    private func column(_ entry: YAMLEntry, label: String) -> DerivedColumn? {
        guard case .mapping = entry.value.content else {
            return values.text(entry.value, label).map { DerivedColumn(name: entry.key, expression: $0) }
        }
        guard let mapping = values.mapping(entry.value, label, keys: .derived, at: entry.key.mark) else { return nil }
        let expression = values.required(mapping, "sql").flatMap { values.text($0, mapping.label("sql")) }
        let type = type(mapping)
        guard let expression, let type else { return nil }
        return DerivedColumn(name: entry.key, expression: expression, type: type)
    }

    /// A type is optional, but its options are nothing without one.
    private func type(_ mapping: SpecMapping) -> ColumnType? {
        if mapping["type"] != nil { return ColumnTypeDecoder(values: values).type(in: mapping) }
        var isSound = true
        for option in KeySet.type.keys where mapping[option] != nil {
            values.report("\(excerpt(option)) needs a type", at: mapping.mark(of: option))
            isSound = false
        }
        return isSound ? .any : nil
    }
}
