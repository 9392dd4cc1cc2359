// `sink:` and `rejects:` → SinkSpec, RejectLimit.

import RowModel

struct SinkDecoder {
    let values: ValueDecoder

    func sink(_ mapping: SpecMapping) -> SinkSpec {
        let nowhere = Located("", at: mapping.mark)
        var sink = SinkSpec(database: database(mapping) ?? nowhere, table: table(mapping) ?? nowhere)
        if let node = mapping["mode"] {
            sink.mode = values.choice(node, mapping.label("mode")) ?? .append
        }
        if let node = mapping["key"] { sink.key = columns(node, mapping.label("key")) ?? [] }
        if let node = mapping["strict"] { sink.isStrict = values.boolean(node, mapping.label("strict")) ?? false }
        if let node = mapping["indexes"] { sink.indexes = indexes(node, mapping.label("indexes")) }
        if let node = mapping["on_schema_change"] {
            sink.onSchemaChange = values.choice(node, mapping.label("on_schema_change")) ?? .fail
        }
        if let node = mapping["lineage"] { sink.hasLineage = values.boolean(node, mapping.label("lineage")) ?? false }
        if let commit = values.section(mapping, "commit", keys: .commit) { sink.commit = thresholds(commit) }
        if let node = mapping["durability"] {
            sink.durability = values.choice(node, mapping.label("durability")) ?? .full
        }
        checkMode(sink, in: mapping)
        return sink
    }

    /// What only some modes can do, and what they can't do without.
    private func checkMode(_ sink: SinkSpec, in mapping: SpecMapping) {
        let mark = mapping["mode"]?.mark ?? mapping.mark
        switch sink.mode {
        case .upsert, .ignore:
            if mapping["key"] == nil {
                values.report(
                    "mode \(sink.mode) needs key, the columns that tell a row from all others, such as key: [id]", at: mark)
            }
        case .replace:
            if sink.onSchemaChange == .addColumns {
                values.report(
                    "on_schema_change: add_columns has no meaning in mode replace, which makes the table anew",
                    at: mapping.mark(of: "on_schema_change"))
            }
        case .append:
            break
        }
    }

    private func database(_ mapping: SpecMapping) -> Located<String>? {
        guard let path = values.required(mapping, "database").flatMap({ values.text($0, mapping.label("database")) })
        else { return nil }
        if path.value == ":memory:" {
            values.report("sink.database must be a file; what is in memory is gone after the run", at: path.mark)
        }
        return path
    }

    private func table(_ mapping: SpecMapping) -> Located<String>? {
        guard let name = values.required(mapping, "table").flatMap({ values.text($0, mapping.label("table")) })
        else { return nil }
        let lowercased = name.value.asciiLowercased
        if lowercased.hasPrefix(reservedPrefix) {
            values.report("table names that start with \(reservedPrefix) are Weir's own", at: name.mark)
        } else if lowercased.hasPrefix("sqlite_") {
            // https://sqlite.org/fileformat2.html#intschema
            values.report("table names that start with sqlite_ are SQLite's own", at: name.mark)
        }
        return name
    }

    private func indexes(_ node: YAMLNode, _ label: String) -> [IndexSpec] {
        if node.isNull { return [] }
        let example = "a list such as [[customer_id], { columns: [day], unique: true }]"
        guard case .sequence(let items) = node.content else {
            values.report("\(label) must be \(example), not \(node.kindDescription)", at: node.mark)
            return []
        }
        return items.compactMap { item in
            switch item.content {
            case .sequence:
                return columns(item, "an index").map { IndexSpec(columns: $0, mark: item.mark) }
            case .mapping:
                guard let mapping = values.mapping(item, "an index", keys: .index, at: item.mark) else { return nil }
                let isUnique = mapping["unique"].flatMap { values.boolean($0, "unique of an index") } ?? false
                return values.required(mapping, "columns").flatMap { columns($0, "columns of an index") }
                    .map { IndexSpec(columns: $0, isUnique: isUnique, mark: item.mark) }
            case .scalar(let scalar):
                if !scalar.isUnresolved {
                    values.report("\(label) must be \(example); \(item.kindDescription) is no list", at: item.mark)
                }
                return nil
            }
        }
    }

    private func columns(_ node: YAMLNode, _ label: String) -> [Located<String>]? {
        guard let columns = values.texts(node, label, wanted: "a list of columns") else { return nil }
        values.checkDistinct(columns, "column")
        return columns
    }

    private func thresholds(_ mapping: SpecMapping) -> CommitThresholds {
        var commit = CommitThresholds()
        if let node = mapping["rows"] {
            commit.rows = values.integer(node, mapping.label("rows"), in: CommitThresholds.rowsBounds) ?? commit.rows
        }
        if let node = mapping["bytes"] {
            commit.bytes = values.size(node, mapping.label("bytes")) ?? commit.bytes
        }
        if let node = mapping["interval"] {
            commit.seconds = values.duration(node, mapping.label("interval")) ?? commit.seconds
        }
        return commit
    }

    func rejectLimit(_ mapping: SpecMapping) -> RejectLimit {
        guard let node = mapping["max"] else { return .count(0) }
        return values.literal(
            node, mapping.label("max"), wanted: "a count or percentage", RejectLimitLiteral.limit) ?? .count(0)
    }
}
