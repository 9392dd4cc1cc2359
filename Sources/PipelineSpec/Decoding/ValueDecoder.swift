// Nodes → texts, numbers, choices. Each function reports what is wrong and gives nil, so that callers go on.

import RowModel

/// Reads single values. `label` is what a message calls the value, such as `sink.commit.rows`.
struct ValueDecoder {
    let diagnostics: DiagnosticCollector

    func report(_ message: String, at mark: SourceMark, suggestion: String? = nil) {
        diagnostics.report(message, at: mark, suggestion: suggestion)
    }

    /// The scalar in a node; nil, reported, if it is something else or empty.
    func scalar(_ node: YAMLNode, _ label: String, wanted: String = "text") -> YAMLScalar? {
        guard let scalar = node.scalar else {
            report("\(label) must be \(wanted), not \(node.kindDescription)", at: node.mark)
            return nil
        }
        // What was wrong with its parameter has been said.
        if scalar.isUnresolved { return nil }
        if scalar.isEmptyPlain {
            report("\(label) has no value", at: node.mark)
            return nil
        }
        if scalar.text.utf8.contains(0) {
            report("\(label) must not contain U+0000", at: node.mark)
            return nil
        }
        return scalar
    }

    /// Any scalar as the text that was written: `no`, `2026-11-19` and `null` are texts here.
    func text(_ node: YAMLNode, _ label: String, allowsEmpty: Bool = false) -> Located<String>? {
        guard let scalar = scalar(node, label) else { return nil }
        if scalar.text.isEmpty, !allowsEmpty {
            report("\(label) must not be empty", at: node.mark)
            return nil
        }
        return Located(scalar.text, at: node.mark)
    }

    /// `true` or `false` without quotes. YAML 1.1's `yes`, `off` and so on are refused: no two tools agree on them.
    func boolean(_ node: YAMLNode, _ label: String) -> Bool? {
        guard let scalar = scalar(node, label, wanted: "true or false") else { return nil }
        if scalar.isUnquoted, scalar.text == "true" || scalar.text == "false" { return scalar.text == "true" }
        let suggestion: String? =
            switch scalar.text.lowercased() {
            case "true", "yes", "y", "on", "1": "true"
            case "false", "no", "n", "off", "0": "false"
            default: nil
            }
        let hint = scalar.text == suggestion ? " without quotes" : ""
        report(
            "\(label) must be true or false\(hint), not \(excerpt(scalar.text))", at: node.mark,
            suggestion: hint.isEmpty ? suggestion : nil)
        return nil
    }

    /// A whole number in decimal digits.
    func integer(_ node: YAMLNode, _ label: String, in bounds: ClosedRange<Int>) -> Int? {
        guard let scalar = scalar(node, label, wanted: "a whole number") else { return nil }
        let limits =
            bounds.upperBound == .max
            ? "a whole number of at least \(bounds.lowerBound)"
            : "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        if scalar.isUnquoted, let literal = NumberWithUnit(scalar.text), literal.unit.isEmpty,
            let number = literal.number, bounds.contains(number)
        {
            return number
        }
        report("\(label) must be \(limits), not \(excerpt(scalar.text))", at: node.mark)
        return nil
    }

    /// A size within bounds.
    func size(_ node: YAMLNode, _ label: String, in bounds: ClosedRange<Int> = 1...Int.max) -> Int? {
        guard let bytes = literal(node, label, wanted: "a size", SizeLiteral.bytes) else { return nil }
        if bounds.contains(bytes) { return bytes }
        report(
            "\(label) must be from \(SizeLiteral.text(bounds.lowerBound)) to \(SizeLiteral.text(bounds.upperBound)), "
                + "not \(excerpt(node.scalar?.text ?? ""))",
            at: node.mark)
        return nil
    }

    /// A duration in seconds, of at least `shortest`.
    func duration(_ node: YAMLNode, _ label: String, atLeast shortest: Int = 0) -> Double? {
        guard let seconds = literal(node, label, wanted: "a duration", DurationLiteral.seconds) else { return nil }
        if seconds >= Double(shortest) { return seconds }
        report("\(label) must be at least \(shortest)s, not \(excerpt(node.scalar?.text ?? ""))", at: node.mark)
        return nil
    }

    /// A scalar that has a syntax of its own.
    func literal<Value>(
        _ node: YAMLNode, _ label: String, wanted: String, _ parse: (String) throws(LiteralError) -> Value
    ) -> Value? {
        guard let scalar = scalar(node, label, wanted: wanted) else { return nil }
        do {
            return try parse(scalar.text)
        } catch {
            report(
                "\(label) \(error.requirement), not \(excerpt(scalar.text))", at: node.mark,
                suggestion: error.suggestion)
            return nil
        }
    }

    /// One of the words of an enum.
    ///
    /// - Parameter synonyms: what else people write, and what it is called here.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode, _ label: String, of type: Choice.Type = Choice.self, synonyms: [String: String] = [:]
    ) -> Choice? {
        let words = Choice.allCases.map(\.rawValue)
        guard let scalar = scalar(node, label, wanted: alternatives(words)) else { return nil }
        if let choice = Choice(rawValue: scalar.text) { return choice }
        report(
            "\(label) must be \(alternatives(words)), not \(excerpt(scalar.text))", at: node.mark,
            suggestion: synonyms[scalar.text.asciiLowercased] ?? diagnostics.closest(to: scalar.text, among: words))
        return nil
    }

    /// `a, b or c`
    func alternatives(_ words: [String]) -> String {
        words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }
}
