// `${name}` → its value, inside the scalars of a tree that is already parsed: no value can become YAML.

/// Replaces references in every scalar value of a tree; keys are never touched.
struct ParameterExpansion {
    let values: ParameterValues
    /// The file's text, to find the place of a reference within a scalar.
    let source: [Unicode.Scalar]
    let diagnostics: DiagnosticCollector
    /// Bytes of text that may still be made.
    private var budget: Int

    init(values: ParameterValues, source: [Unicode.Scalar], limits: YAMLLimits, diagnostics: DiagnosticCollector) {
        self.values = values
        self.source = source
        self.diagnostics = diagnostics
        budget = limits.expandedBytes
    }

    mutating func expand(_ node: YAMLNode) -> YAMLNode {
        var expanded = node
        switch node.content {
        case .scalar(let scalar):
            guard ParameterTemplate.isNeeded(for: scalar.text) else { return node }
            expanded.mark.isPlainScalar = false
            expanded.content = .scalar(expand(scalar, at: node.mark))
        case .sequence(let items):
            expanded.content = .sequence(items.map { expand($0) })
        case .mapping(let entries):
            expanded.content = .mapping(entries.map { YAMLEntry(key: $0.key, value: expand($0.value)) })
        }
        return expanded
    }

    private mutating func expand(_ scalar: YAMLScalar, at mark: SourceMark) -> YAMLScalar {
        var expanded = scalar
        expanded.text = ""
        var places: [SourceMark]?
        func place(_ opening: Int) -> SourceMark {
            let known = places ?? openings(of: scalar, at: mark)
            places = known
            return opening < known.count ? known[opening] : mark
        }
        for segment in ParameterTemplate(scalar.text).segments {
            switch segment {
            case .literal(let text):
                expanded.text += text
                budget -= text.utf8.count
            case .unclosed(let opening):
                diagnostics.report("${ without }; a literal ${ is written $${", at: place(opening))
                expanded.isUnresolved = true
            case .reference(let name, let opening):
                expanded.isExpanded = true
                switch values.resolve(name, closest: { diagnostics.closest(to: $0, among: $1) }) {
                case .value(let value):
                    budget -= value.utf8.count
                    if values.isFromEnvironment(name) { expanded.usesEnvironment = true }
                    if budget >= 0 { expanded.text += value }
                case .missing:
                    expanded.isUnresolved = true
                case .unknown(let message, let suggestion):
                    diagnostics.report(message, at: place(opening), suggestion: suggestion)
                    expanded.isUnresolved = true
                }
            }
            if budget < 0 {
                diagnostics.report("with its parameters put in the spec is too large", at: mark)
                expanded.isUnresolved = true
                break
            }
        }
        return expanded
    }

    /// The places of each `${` of a scalar. Empty if the scalar writes one of them with an escape (`"\x24{"`), since
    /// then they can't be told apart.
    private func openings(of scalar: YAMLScalar, at mark: SourceMark) -> [SourceMark] {
        var found: [SourceMark] = []
        var line = mark.line
        var column = mark.column
        let end = min(scalar.range.upperBound, source.count)
        for index in min(scalar.range.lowerBound, end)..<end {
            if source[index] == "$", index + 1 < end, source[index + 1] == "{" {
                found.append(SourceMark(line: line, column: column))
            }
            if source[index] == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return found.count == openingCount(scalar.text) ? found : []
    }

    private func openingCount(_ text: String) -> Int {
        zip(text.unicodeScalars, text.unicodeScalars.dropFirst()).count { $0 == "$" && $1 == "{" }
    }
}
