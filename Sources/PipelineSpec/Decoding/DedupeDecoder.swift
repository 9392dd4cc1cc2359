// `dedupe:` → DedupeSpec.

struct DedupeDecoder {
    let values: ValueDecoder

    /// - Parameter node: a mapping, or the columns of the key alone.
    func dedupe(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> DedupeSpec? {
        guard case .mapping = node.content else { return columns(node, label).map { DedupeSpec(key: $0) } }
        guard let mapping = values.mapping(node, label, keys: .dedupe, at: mark) else { return nil }
        let key = values.required(mapping, "key").flatMap { columns($0, mapping.label("key")) }
        let keep = choice("keep", mapping, default: DedupeSpec.Keep.first)
        let scope = choice("scope", mapping, default: DedupeSpec.Scope.run)
        guard let key, let keep, let scope else { return nil }
        if keep == .last, scope == .run {
            values.report(
                "keep: last looks at the rows of one input at a time: add scope: input; the last row of each key of all inputs is "
                    + "what sink.mode: upsert with a key leaves",
                at: mapping.mark(of: mapping["scope"] == nil ? "keep" : "scope"))
        }
        return DedupeSpec(key: key, keep: keep, scope: scope)
    }

    private func columns(_ node: YAMLNode, _ label: String) -> [Located<String>]? {
        guard let columns = values.texts(node, label, wanted: "a list of columns") else { return nil }
        values.checkDistinct(columns, "column")
        return columns
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ mapping: SpecMapping, default fallback: Choice
    ) -> Choice? {
        mapping[key].map { values.choice($0, mapping.label(key)) } ?? fallback
    }
}
