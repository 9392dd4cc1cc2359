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
        var expectations = ExpectSpec()
        (expectations.rowsRead, expectations.usual.rowsRead) = conditions(mapping, "rows_read")
        (expectations.rowsWritten, expectations.usual.rowsWritten) = conditions(mapping, "rows_written")
        (expectations.rejects, expectations.usual.rejects) = conditions(mapping, "rejects")
        expectations.columns = mapping["columns"].map { columns($0, mapping.label("columns")) } ?? []
        return expectations
    }

    /// A count alone, or a mapping with what it may be beside earlier runs.
    private func conditions(
        _ mapping: SpecMapping, _ key: String
    ) -> (Located<CountCondition>?, Located<UsualCondition>?) {
        guard let node = mapping[key] else { return (nil, nil) }
        guard case .mapping = node.content else { return (count(node, mapping.label(key)), nil) }
        guard
            let inner = values.mapping(node, mapping.label(key), keys: .usualCount, at: mapping.mark(of: key))
        else { return (nil, nil) }
        return (inner["count"].flatMap { count($0, inner.label("count")) }, usual(inner))
    }

    private func count(_ node: YAMLNode, _ label: String) -> Located<CountCondition>? {
        values.literal(node, label, wanted: "a count", CountConditionLiteral.condition)
            .map { Located($0, at: node.mark) }
    }

    private func usual(_ mapping: SpecMapping) -> Located<UsualCondition>? {
        let runs = runCount(mapping, "runs") ?? UsualCondition.standardRuns
        let atLeast = runCount(mapping, "at_least") ?? min(UsualCondition.standardAtLeast, runs)
        if atLeast > runs {
            values.report(
                "\(mapping.label("at_least")) must not be more than runs, which is \(runs)",
                at: mapping["at_least"]?.mark ?? mapping.mark)
        }
        guard let node = values.required(mapping, "vs_median"),
            let percent = values.literal(
                node, mapping.label("vs_median"), wanted: "a deviation", DeviationLiteral.percent)
        else { return nil }
        return Located(
            UsualCondition(percent, text: node.scalar?.text ?? "", runs: runs, atLeast: atLeast), at: node.mark)
    }

    private func runCount(_ mapping: SpecMapping, _ key: String) -> Int? {
        mapping[key].flatMap { values.integer($0, mapping.label(key), in: UsualCondition.runsBounds) }
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
