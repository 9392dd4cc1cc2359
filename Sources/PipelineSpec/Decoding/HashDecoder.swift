// `hash:` → HashSpec.

struct HashDecoder {
    let values: ValueDecoder

    func hash(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> HashSpec? {
        guard let mapping = values.mapping(node, label, keys: .hash, at: mark) else { return nil }
        let columns = values.required(mapping, "columns")
            .flatMap { values.texts($0, mapping.label("columns"), wanted: "a list of columns") }
        if let columns { values.checkDistinct(columns, "column") }
        let algorithm = choice("algorithm", mapping, default: HashSpec.Algorithm.sha256)
        let encoding = choice("encoding", mapping, default: HashSpec.Encoding.hex)
        let salt = mapping["salt"].flatMap { secret($0, mapping.label("salt")) }
        let isSaltSound = mapping["salt"] == nil || salt != nil
        guard let columns, let algorithm, let encoding, isSaltSound else { return nil }
        return HashSpec(columns: columns, algorithm: algorithm, salt: salt, encoding: encoding)
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ mapping: SpecMapping, default fallback: Choice
    ) -> Choice? {
        guard let node = mapping[key] else { return fallback }
        return values.choice(node, mapping.label(key), synonyms: ["sha-256": "sha256", "base16": "hex"])
    }

    /// The text of the spec is kept in the ledger, so a salt must not be in it. No message says what it is.
    private func secret(_ node: YAMLNode, _ label: String) -> Secret? {
        guard let scalar = node.scalar else {
            values.report(
                "\(label) must be text such as \"${env:WEIR_SALT}\", not \(node.kindDescription)", at: node.mark)
            return nil
        }
        if scalar.isUnresolved { return nil }
        guard scalar.usesEnvironment else {
            values.report(
                "\(label) must come from the environment, such as \"${env:WEIR_SALT}\": the ledger keeps the spec",
                at: node.mark)
            return nil
        }
        guard !scalar.text.isEmpty else {
            values.report("\(label) is empty", at: node.mark)
            return nil
        }
        return Secret(scalar.text)
    }
}
