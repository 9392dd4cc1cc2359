// `params:` of a job or of one of its pipelines → what is given for them.

import RowModel

struct JobParameterDecoder {
    let values: ValueDecoder

    func parameters(_ parent: SpecMapping) -> [JobParameter] {
        guard let node = parent["params"] else { return [] }
        let label = parent.label("params")
        let entries = values.entries(node, label, nullIsEmpty: true) ?? []
        return entries.compactMap { entry in
            guard ParameterTemplate.isName(entry.key.value) else {
                values.report(
                    "a parameter's name must be letters, digits, _ and -, not \(excerpt(entry.key.value))",
                    at: entry.key.mark)
                return nil
            }
            let label = "\(label).\(entry.key.value)"
            return value(entry.value, label, at: entry.key.mark).map {
                JobParameter(name: entry.key, value: $0, isFromEnvironment: usesEnvironment(entry.value))
            }
        }
    }

    private func value(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> JobParameterValue? {
        guard case .mapping = node.content else { return scalar(node, label) }
        guard let mapping = values.mapping(node, label, keys: .jobParameter, at: mark) else { return nil }
        if let node = mapping["text"] {
            if mapping["date"] != nil || mapping["format"] != nil {
                values.report("\(label) is a text or a date, not both", at: mapping.mark)
            }
            return values.text(node, mapping.label("text"), allowsEmpty: true).map { .text($0.value) }
        }
        guard let node = values.required(mapping, "date") else { return nil }
        let days = values.literal(node, mapping.label("date"), wanted: "a day", DayLiteral.daysAgo)
        let format = mapping["format"].map { self.format($0, mapping.label("format")) } ?? "%F"
        guard let days, let format else { return nil }
        return .day(ago: days, format: format)
    }

    /// A day, or any other text that is not nearly one.
    private func scalar(_ node: YAMLNode, _ label: String) -> JobParameterValue? {
        guard let text = values.text(node, label, allowsEmpty: true) else { return nil }
        if let days = try? DayLiteral.daysAgo(text.value) { return .day(ago: days, format: "%F") }
        if let near = DayLiteral.suggestion(for: text.value) {
            values.report(
                "\(label) is nearly a day; write { text: \(text.value) } if \(excerpt(text.value)) is what you mean",
                at: text.mark, suggestion: near)
        }
        return .text(text.value)
    }

    private func usesEnvironment(_ node: YAMLNode) -> Bool {
        switch node.content {
        case .scalar(let scalar): scalar.usesEnvironment
        case .mapping(let entries): entries.contains { usesEnvironment($0.value) }
        case .sequence: false
        }
    }

    private func format(_ node: YAMLNode, _ label: String) -> String? {
        guard let format = values.text(node, label) else { return nil }
        do throws(TimeFormatError) {
            try CalendarDay.check(format: format.value)
            return format.value
        } catch {
            values.report("\(label): \(error.message)", at: format.mark)
            return nil
        }
    }
}
