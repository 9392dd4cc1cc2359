// `expect:` → ExpectSpec.

import RowModel

struct ExpectDecoder {
    let values: ValueDecoder

    /// An expectation that checks nothing would only look like one.
    func expectations(_ node: YAMLNode, in top: SpecMapping) -> ExpectSpec? {
        let label = top.label("expect")
        guard let entries = values.entries(node, label, nullIsEmpty: true) else { return nil }
        if entries.isEmpty {
            values.report("\(label) must not be empty; write \(label): { rows_written: \">= 1\" }", at: node.mark)
            return nil
        }
        guard let mapping = values.mapping(node, label, keys: .expect, at: top.mark(of: "expect")) else { return nil }
        return ExpectSpec(
            rowsRead: count(mapping, "rows_read"), rowsWritten: count(mapping, "rows_written"),
            rejects: count(mapping, "rejects"),
            columns: mapping["columns"].map { columns($0, mapping.label("columns")) } ?? [])
    }

    private func count(_ mapping: SpecMapping, _ key: String) -> Located<CountCondition>? {
        guard let node = mapping[key] else { return nil }
        return values.literal(node, mapping.label(key), wanted: "a count", CountConditionLiteral.condition)
            .map { Located($0, at: node.mark) }
    }

    /// One condition for each text, in the order written.
    private func columns(_ node: YAMLNode, _ label: String) -> [ColumnCondition] {
        guard let entries = values.entries(node, label, nullIsEmpty: true) else { return [] }
        if entries.isEmpty {
            values.report("\(label) must not be empty; write \(label): { column: not null }", at: node.mark)
            return []
        }
        values.checkDistinct(entries.lazy.map(\.key), "column")
        return entries.flatMap { entry in
            conditions(entry.value, "\(label).\(entry.key.value)").map {
                ColumnCondition(column: entry.key, condition: $0)
            }
        }
    }

    private func conditions(_ node: YAMLNode, _ label: String) -> [Located<String>] {
        if node.isNull, node.scalar?.isEmptyPlain == false {
            values.report("\(label) must be a condition; write is null or not null", at: node.mark)
            return []
        }
        return values.texts(node, label, wanted: "a condition such as not null, or a list of them") ?? []
    }
}
