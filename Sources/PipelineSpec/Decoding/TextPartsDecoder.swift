// `split:` and `extract:` → SplitSpec, ExtractSpec.

struct TextPartsDecoder {
    let values: ValueDecoder

    func split(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> SplitSpec? {
        guard let mapping = values.mapping(node, label, keys: .split, at: mark) else { return nil }
        let column = values.required(mapping, "column").flatMap { values.text($0, mapping.label("column")) }
        let separator = values.required(mapping, "by").flatMap { values.text($0, mapping.label("by")) }
        let into = columns(mapping)
        let rest = mapping["rest"].map { values.choice($0, mapping.label("rest"), of: SplitSpec.Rest.self) } ?? .reject
        let missing = missing(mapping)
        guard let column, let separator, let into, let rest, let missing else { return nil }
        return SplitSpec(column: column, separator: separator.value, into: into, rest: rest, missing: missing)
    }

    func extract(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> ExtractSpec? {
        guard let mapping = values.mapping(node, label, keys: .extract, at: mark) else { return nil }
        let column = values.required(mapping, "column").flatMap { values.text($0, mapping.label("column")) }
        let pattern = values.required(mapping, "pattern").flatMap { values.text($0, mapping.label("pattern")) }
        let into = columns(mapping)
        let missing = missing(mapping)
        guard let column, let pattern, let into, let missing else { return nil }
        return ExtractSpec(column: column, pattern: pattern, into: into, missing: missing)
    }

    /// The new columns.
    private func columns(_ mapping: SpecMapping) -> [Located<String>]? {
        let found = values.required(mapping, "into")
            .flatMap { values.texts($0, mapping.label("into"), wanted: "a list of columns") }
        guard let found else { return nil }
        for name in found { values.checkNewColumn(name) }
        values.checkDistinct(found, "column")
        return found
    }

    private func missing(_ mapping: SpecMapping) -> MissingPart? {
        mapping["missing"].map { values.choice($0, mapping.label("missing"), of: MissingPart.self) } ?? .reject
    }
}
