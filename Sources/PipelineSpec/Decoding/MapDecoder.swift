// `map:` → MapSpec.

struct MapDecoder {
    let values: ValueDecoder

    func map(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> MapSpec? {
        guard let mapping = values.mapping(node, label, keys: .map, at: mark) else { return nil }
        let column = values.required(mapping, "column").flatMap { values.text($0, mapping.label("column")) }
        let pairs = values.required(mapping, "values").flatMap { replacements($0, mapping.label("values")) }
        let fallback = mapping["default"]
            .flatMap { values.choice($0, mapping.label("default"), of: MapSpec.Default.self) } ?? .keep
        guard let column, let pairs else { return nil }
        return MapSpec(column: column, values: pairs, default: fallback)
    }

    private func replacements(_ node: YAMLNode, _ label: String) -> [(old: Located<String>, new: Located<String?>)]? {
        guard let entries = values.entries(node, label) else { return nil }
        if entries.isEmpty {
            values.report("\(label) must not be empty", at: node.mark)
            return nil
        }
        return entries.compactMap { entry -> (old: Located<String>, new: Located<String?>)? in
            if entry.value.isNull, entry.value.scalar?.isEmptyPlain == false {
                return (entry.key, Located<String?>(nil, at: entry.value.mark))
            }
            return values.text(entry.value, "\(label).\(entry.key.value)", allowsEmpty: true)
                .map { (entry.key, Located<String?>($0.value, at: $0.mark)) }
        }
    }
}
