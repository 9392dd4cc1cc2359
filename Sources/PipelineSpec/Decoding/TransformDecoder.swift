// `transforms:` → TransformSpec.

import RowModel

/// Decodes the list of one-key mappings. The forms with keys of their own have files of their own.
struct TransformDecoder {
    let values: ValueDecoder

    private static let names = TransformSpec.Kind.allCases.map(\.rawValue)

    func transforms(_ node: YAMLNode, _ label: String = "transforms") -> [Located<TransformSpec>] {
        if node.isNull { return [] }
        guard case .sequence(let items) = node.content else {
            values.report(
                "\(label) must be a list such as - filter: quantity > 0, not \(node.kindDescription)", at: node.mark)
            return []
        }
        return items.compactMap(transform)
    }

    private func transform(_ item: YAMLNode) -> Located<TransformSpec>? {
        guard case .mapping(let entries) = item.content, let entry = entries.first else {
            // A bare word is most likely a transform whose value was forgotten.
            let known = item.scalar.map { Self.names.contains($0.text) } ?? false
            let remedy = known ? "; \(item.scalar?.text ?? "") needs a value" : ""
            values.report(
                "a transform must be a mapping of one key, not \(item.kindDescription)\(remedy)", at: item.mark)
            return nil
        }
        for extra in entries.dropFirst() {
            values.report(
                "a transform has one key, but \(excerpt(extra.key.value)) follows \(excerpt(entry.key.value)); "
                    + "begin another entry with - or indent it",
                at: extra.key.mark)
        }
        guard let kind = TransformSpec.Kind(rawValue: entry.key.value) else {
            reportUnknown(entry.key)
            return nil
        }
        return spec(kind, entry.value, at: entry.key.mark).map { Located($0, at: entry.key.mark) }
    }

    private func reportUnknown(_ key: Located<String>) {
        values.report(
            "unknown transform \(excerpt(key.value)); transforms are \(Self.names.joined(separator: ", "))",
            at: key.mark, suggestion: values.diagnostics.closest(to: key.value, among: Self.names))
    }

    private func spec(_ kind: TransformSpec.Kind, _ node: YAMLNode, at mark: SourceMark) -> TransformSpec? {
        let label = kind.rawValue
        switch kind {
        case .select: return columnList(node, label).map { .select($0) }
        case .drop: return columnList(node, label).map { .drop($0) }
        case .trim: return columnList(node, label).map { .trim($0) }
        case .rename: return rename(node, label).map { .rename($0) }
        case .cast: return cast(node, label).map { .cast($0) }
        case .fill: return fill(node, label).map { .fill($0) }
        case .map: return MapDecoder(values: values).map(node, label, at: mark).map { .map($0) }
        case .derive: return DeriveDecoder(values: values).derive(node, label).map { .derive($0) }
        case .filter: return values.text(node, label).map { .filter($0) }
        case .assert: return assertion(node, label, at: mark)
        case .hash: return HashDecoder(values: values).hash(node, label, at: mark).map { .hash($0) }
        case .split: return TextPartsDecoder(values: values).split(node, label, at: mark).map { .split($0) }
        case .extract: return TextPartsDecoder(values: values).extract(node, label, at: mark).map { .extract($0) }
        case .explode: return ExplodeDecoder(values: values).explode(node, label, at: mark).map { .explode($0) }
        case .dedupe: return DedupeDecoder(values: values).dedupe(node, label, at: mark).map { .dedupe($0) }
        case .lookup: return LookupDecoder(values: values).lookup(node, label, at: mark).map { .lookup($0) }
        case .flatten:
            return FlattenTransformDecoder(values: values).flatten(node, label, at: mark).map { .flatten($0) }
        case .exec: return ExecDecoder(values: values).exec(node, label, at: mark).map { .exec($0) }
        }
    }

    private func columnList(_ node: YAMLNode, _ label: String) -> [Located<String>]? {
        guard let columns = values.texts(node, label, wanted: "a list of columns") else { return nil }
        values.checkDistinct(columns, "column")
        return columns
    }

    private func rename(_ node: YAMLNode, _ label: String) -> [(old: Located<String>, new: Located<String>)]? {
        guard let entries = columnEntries(node, label, example: "{ old: new }") else { return nil }
        let pairs = entries.compactMap { entry -> (old: Located<String>, new: Located<String>)? in
            guard let new = values.text(entry.value, "\(label).\(entry.key.value)") else { return nil }
            values.checkNewColumn(new)
            return (entry.key, new)
        }
        values.checkDistinct(pairs.lazy.map(\.new), "column")
        return pairs
    }

    private func cast(_ node: YAMLNode, _ label: String) -> [(column: Located<String>, type: ColumnType)]? {
        let types = ColumnTypeDecoder(values: values)
        return columnEntries(node, label, example: "{ column: integer }")?.compactMap { entry in
            types.type(entry.value, "\(label).\(entry.key.value)", at: entry.key.mark).map { (entry.key, $0) }
        }
    }

    private func fill(_ node: YAMLNode, _ label: String) -> [(column: Located<String>, value: Located<String>)]? {
        columnEntries(node, label, example: "{ column: value }")?.compactMap { entry in
            let name = "\(label).\(entry.key.value)"
            if entry.value.isNull {
                values.report("\(name): null replaces nothing; put a text null in quotes", at: entry.value.mark)
                return nil
            }
            return values.text(entry.value, name, allowsEmpty: true).map { (entry.key, $0) }
        }
    }

    /// A mapping by column that has at least one entry and no column twice.
    private func columnEntries(_ node: YAMLNode, _ label: String, example: String) -> [YAMLEntry]? {
        guard let entries = values.entries(node, label, nullIsEmpty: true) else { return nil }
        if entries.isEmpty {
            values.report("\(label) must not be empty; write \(label): \(example)", at: node.mark)
            return nil
        }
        values.checkDistinct(entries.lazy.map(\.key), "column")
        return entries
    }

    private func assertion(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> TransformSpec? {
        guard case .mapping = node.content else {
            return values.text(node, label).map { .assert(that: $0, message: nil) }
        }
        guard let mapping = values.mapping(node, label, keys: .assert, at: mark) else { return nil }
        let message = mapping["message"].flatMap { values.text($0, mapping.label("message")) }
        guard let that = values.required(mapping, "that").flatMap({ values.text($0, mapping.label("that")) }) else {
            return nil
        }
        return .assert(that: that, message: message?.value)
    }
}
