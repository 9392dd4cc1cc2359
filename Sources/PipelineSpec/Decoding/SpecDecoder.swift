// The tree of a spec → PipelineSpec. Every part is decoded whatever is wrong with the others.

import RowModel

/// Decodes one spec; what is wrong ends up in `diagnostics`, and the value then means nothing.
struct SpecDecoder {
    let path: String
    let text: String
    let given: [String: String]
    let environment: [String: String]
    let diagnostics: DiagnosticCollector
    let limits: YAMLLimits

    static let formatVersions = 1...1

    /// - Parameter source: the text that was parsed, to find places within scalars.
    func spec(_ root: YAMLNode, source: [Unicode.Scalar]) -> PipelineSpec? {
        let values = ValueDecoder(diagnostics: diagnostics)
        guard case .mapping(let entries) = root.content else {
            values.report(
                "a spec must be a mapping with keys such as name, source and sink, not \(root.kindDescription)",
                at: root.mark)
            return nil
        }
        let parameters = ParameterDecoder(values: values, source: source, limits: limits).parameters(
            entries.first { $0.key.value == "params" }, given: given, environment: environment)
        var expansion = ParameterExpansion(
            values: parameters, source: source, limits: limits, diagnostics: diagnostics)
        // Defaults of parameters have been expanded by rules of their own.
        let expanded = entries.map { entry in
            entry.key.value == "params" ? entry : YAMLEntry(key: entry.key, value: expansion.expand(entry.value))
        }
        let top = SpecMapping(expanded, keys: .root, path: "", at: root.mark, reportingTo: values)
        return spec(top, values, parameters: parameters.own, loadIdentity: LoadIdentity(expanded).text)
    }

    private func spec(
        _ top: SpecMapping, _ values: ValueDecoder, parameters: [String: String], loadIdentity: String
    ) -> PipelineSpec? {
        Self.checkVersion(top, values)
        let name = name(top, values)
        let sources = requiredSection(top, "source", .source, values)
        let source = sources.map { SourceDecoder(values: values).source($0) }
        let transforms = top["transforms"].map { TransformDecoder(values: values).transforms($0) } ?? []
        let expectations = top["expect"].flatMap { ExpectDecoder(values: values).expectations($0, in: top) }
        let targets = targets(top, expecting: expectations ?? ExpectSpec(), values)
        if let sources, let source {
            for target in targets {
                ReloadConsistency(values: values).check(
                    source, in: sources, transforms + target.sink.transforms, sink: target.sink, in: target.mapping)
            }
        }
        let rejectLimit = values.section(top, "rejects", keys: .rejects)
            .map { SinkDecoder(values: values).rejectLimit($0) } ?? .count(0)
        let flow = values.section(top, "flow", keys: .flow).map { FlowDecoder(values: values).flow($0) } ?? FlowSpec()
        guard let name, let source, !targets.isEmpty else { return nil }
        return PipelineSpec(
            path: path, text: text, parameters: parameters, loadIdentity: loadIdentity, name: name, source: source,
            transforms: transforms, sinks: targets.map(\.sink), rejectLimit: rejectLimit, flow: flow)
    }

    private func targets(
        _ top: SpecMapping, expecting expectations: ExpectSpec, _ values: ValueDecoder
    ) -> [SinksDecoder.Entry] {
        if let node = top["sinks"] {
            if top["sink"] != nil {
                values.report(
                    "sink and sinks are both given; sinks has all targets, or sink the only one",
                    at: top.mark(of: "sinks"))
            }
            return SinksDecoder(values: values, expectations: expectations).sinks(node, at: top.mark(of: "sinks"))
        }
        guard let mapping = requiredSection(top, "sink", .sink, values) else { return [] }
        var sink = SinkDecoder(values: values).sink(mapping)
        sink.expectations = expectations
        return [(sink, mapping)]
    }

    private func requiredSection(
        _ top: SpecMapping, _ key: String, _ keys: KeySet, _ values: ValueDecoder
    ) -> SpecMapping? {
        values.required(top, key) == nil ? nil : values.section(top, key, keys: keys)
    }

    static func checkVersion(_ top: SpecMapping, _ values: ValueDecoder) {
        guard let node = values.required(top, "weir"), let scalar = values.scalar(node, "weir") else { return }
        let version = formatVersions.upperBound
        if scalar.text != "\(version)" || !scalar.isUnquoted {
            values.report(
                "weir must be \(version), the version of the spec format, not \(node.kindDescription)",
                at: node.mark)
        }
    }

    private func name(_ top: SpecMapping, _ values: ValueDecoder) -> String? {
        guard let name = values.required(top, "name").flatMap({ values.text($0, "name") }) else { return nil }
        // It is printed on lines of its own and looked up in the ledger.
        if name.value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            values.report("name must be one line without control characters", at: name.mark)
        }
        return name.value
    }
}
