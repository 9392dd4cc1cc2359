// `explode:` → ExplodeSpec.

import RowModel

struct ExplodeDecoder {
    let values: ValueDecoder

    func explode(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> ExplodeSpec? {
        guard case .mapping = node.content else {
            guard let scalar = values.scalar(node, label, wanted: "a column, or a mapping") else { return nil }
            return ExplodeSpec(column: Located(scalar.text, at: node.mark))
        }
        guard let mapping = values.mapping(node, label, keys: .explode, at: mark) else { return nil }
        let column = values.required(mapping, "column").flatMap { values.text($0, mapping.label("column")) }
        let separator = mapping["separator"].flatMap { values.text($0, mapping.label("separator")) }
        let position = newColumn("position", mapping)
        let empty = mapping["empty"].map { values.choice($0, mapping.label("empty"), of: ExplodeSpec.Empty.self) } ?? .drop
        let element = mapping["columns"] == nil ? value(mapping) : columns(mapping)
        let isSound = (mapping["separator"] == nil || separator != nil) && (mapping["position"] == nil || position != nil)
        guard let column, let element, let empty, isSound else { return nil }
        return ExplodeSpec(column: column, element: element, separator: separator, position: position, empty: empty)
    }

    private func newColumn(_ key: String, _ mapping: SpecMapping) -> Located<String>? {
        let name = mapping[key].flatMap { values.text($0, mapping.label(key)) }
        if let name { values.checkNewColumn(name) }
        return name
    }

    private func value(_ mapping: SpecMapping) -> ExplodeSpec.Element? {
        if mapping["extra_columns"] != nil {
            values.report("\"extra_columns\" needs columns", at: mapping.mark(of: "extra_columns"))
            return nil
        }
        let into = newColumn("into", mapping)
        if mapping["into"] != nil, into == nil { return nil }
        if mapping["type"] != nil {
            return ColumnTypeDecoder(values: values).type(in: mapping).map { .value(into: into, type: $0) }
        }
        for option in KeySet.type.keys where mapping[option] != nil {
            values.report("\(excerpt(option)) needs a type", at: mapping.mark(of: option))
            return nil
        }
        return .value(into: into, type: nil)
    }

    private func columns(_ mapping: SpecMapping) -> ExplodeSpec.Element? {
        var isSound = true
        for key in ["into", "separator"] + KeySet.type.keys where mapping[key] != nil {
            let reason = key == "separator" ? "an element of a text has no keys" : "columns say what an element becomes"
            values.report("\(excerpt(key)) has no meaning with columns: \(reason)", at: mapping.mark(of: key))
            isSound = false
        }
        let taken = TakenColumnsDecoder(values: values)
        let extra = taken.extraColumns(mapping)
        let columns = taken.columns(mapping)
        guard isSound, let extra, let columns else { return nil }
        return .columns(columns, extra: extra)
    }
}
