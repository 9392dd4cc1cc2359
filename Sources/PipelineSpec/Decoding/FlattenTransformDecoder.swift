// `flatten:` of `transforms` → FlattenSpec.

struct FlattenTransformDecoder {
    let values: ValueDecoder

    func flatten(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> FlattenSpec? {
        guard let mapping = values.mapping(node, label, keys: .flattenTransform, at: mark) else { return nil }
        let taken = TakenColumnsDecoder(values: values)
        let column = values.required(mapping, "column").flatMap { values.text($0, mapping.label("column")) }
        let columns = values.required(mapping, "columns") == nil ? nil : taken.columns(mapping)
        guard let column, let columns, let extra = taken.extraColumns(mapping) else { return nil }
        return FlattenSpec(column: column, columns: columns, extraColumns: extra)
    }
}
