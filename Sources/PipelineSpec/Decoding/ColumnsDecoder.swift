// `source.columns:` → ColumnSpec.

import RowModel

struct ColumnsDecoder {
    let values: ValueDecoder

    /// The columns in the order written; nil if there are none to be had.
    func columns(_ source: SpecMapping) -> [ColumnSpec]? {
        source["columns"].flatMap {
            columns($0, source.label("columns"), wayOut: "; leave it out to have the columns inferred")
        }
    }

    /// - Parameter wayOut: what to do where there is no column, with a semicolon in front.
    func columns(_ node: YAMLNode, _ label: String, wayOut: String = "") -> [ColumnSpec]? {
        guard !node.isNull else {
            values.report("\(label) has no value\(wayOut)", at: node.mark)
            return nil
        }
        guard let entries = values.entries(node, label) else { return nil }
        if entries.isEmpty {
            values.report("\(label) must not be empty\(wayOut)", at: node.mark)
            return nil
        }
        for entry in entries { values.checkNewColumn(entry.key) }
        values.checkDistinct(entries.lazy.map(\.key), "column")
        return entries.compactMap { column($0, label: "\(label).\($0.key.value)") }
    }

    private func column(_ entry: YAMLEntry, label: String) -> ColumnSpec? {
        let types = ColumnTypeDecoder(values: values)
        guard case .mapping = entry.value.content else {
            return types.type(entry.value, label, at: entry.key.mark).map { ColumnSpec(name: entry.key, type: $0) }
        }
        guard let mapping = values.mapping(entry.value, label, keys: .column, at: entry.key.mark) else { return nil }
        let from = mapping["from"].flatMap { values.text($0, mapping.label("from")) }
        let join = mapping["join"].flatMap { values.text($0, mapping.label("join"), allowsEmpty: true) }
        return types.type(in: mapping).map {
            let numbers = NumberStyleDecoder(values: values).style(mapping, of: $0)
            return ColumnSpec(name: entry.key, type: $0, from: from, numbers: numbers, join: join)
        }
    }
}
