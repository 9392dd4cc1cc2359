// `params:` and the values given for them → what `${…}` stands for.

/// Decodes the declarations and reports what was given without being declared, and the other way round.
struct ParameterDecoder {
    let values: ValueDecoder
    let source: [Unicode.Scalar]
    let limits: YAMLLimits

    func parameters(
        _ entry: YAMLEntry?, given: [String: String], environment: [String: String]
    ) -> ParameterValues {
        var result = ParameterValues(environment: environment)
        var defaults = ParameterExpansion(
            values: ParameterValues(environment: environment, environmentOnlyPlace: "a parameter's default"), source: source,
            limits: limits, diagnostics: values.diagnostics)
        let entries = entry.flatMap { values.entries($0.value, "params", nullIsEmpty: true) } ?? []
        for parameter in entries {
            let name = parameter.key.value
            guard ParameterTemplate.isName(name) else {
                values.report(
                    "a parameter's name must be letters, digits, _ and -, not \(excerpt(name))", at: parameter.key.mark)
                continue
            }
            if let value = given[name] {
                result.declared[name] = .some(value)
                // The default is checked all the same.
                _ = defaultText(defaults.expand(parameter.value), parameter.key)
                continue
            }
            switch defaultText(defaults.expand(parameter.value), parameter.key) {
            case .text(let text, let usesEnvironment):
                result.declared[name] = .some(text)
                if usesEnvironment { result.fromEnvironment.insert(name) }
            case .wrong:
                result.declared[name] = .some(nil)
            case .absent:
                result.declared[name] = .some(nil)
                values.report(
                    "parameter \(excerpt(name)) has no value; give it with --set \(name)=…", at: parameter.key.mark)
            }
        }
        reportUndeclared(given, declared: entries.map(\.key.value), at: entry?.key.mark ?? .start)
        return result
    }

    private enum Default {
        case text(String, usesEnvironment: Bool), absent
        /// Reported.
        case wrong
    }

    private func defaultText(_ node: YAMLNode, _ key: Located<String>) -> Default {
        let label = "params.\(key.value)"
        var node = node
        if case .mapping = node.content {
            guard let mapping = values.mapping(node, label, keys: .parameter, at: key.mark) else { return .wrong }
            guard let inner = mapping["default"] else { return .absent }
            node = inner
        }
        if node.isNull { return .absent }
        return values.text(node, label, allowsEmpty: true).map {
            .text($0.value, usesEnvironment: node.scalar?.isExpanded == true)
        } ?? .wrong
    }

    private func reportUndeclared(_ given: [String: String], declared: [String], at mark: SourceMark) {
        for name in given.keys.sorted() where !declared.contains(name) {
            values.report(
                "--set \(name)=…: the spec has no parameter \(excerpt(name))", at: mark,
                suggestion: values.diagnostics.closest(to: name, among: declared))
        }
    }
}
