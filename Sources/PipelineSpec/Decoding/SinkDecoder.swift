// `sink:` and `rejects:` → SinkSpec, RejectLimit.

import RowModel

struct SinkDecoder {
    let values: ValueDecoder

    func sink(_ mapping: SpecMapping) -> SinkSpec {
        _ = values.required(mapping, "database")
        let sink = sink(mapping, shared(by: [mapping]))
        ViewsDecoder(values: values).checkNames([sink])
        return sink
    }

    /// - Parameter shared: what the entries of a list have in common.
    func sink(_ mapping: SpecMapping, _ shared: SharedSinkSpec) -> SinkSpec {
        let nowhere = Located("", at: mapping.mark)
        var sink = SinkSpec(
            database: shared.database ?? nowhere, table: table(mapping) ?? nowhere, commit: shared.commit,
            durability: shared.durability)
        if let node = mapping["mode"] {
            sink.mode = values.choice(node, mapping.label("mode")) ?? .append
        }
        if let node = mapping["key"] { sink.key = columns(node, mapping.label("key")) ?? [] }
        if let node = mapping["strict"] { sink.isStrict = values.boolean(node, mapping.label("strict")) ?? false }
        if let node = mapping["indexes"] { sink.indexes = indexes(node, mapping.label("indexes")) }
        if let node = mapping["views"] { sink.views = ViewsDecoder(values: values).views(node, mapping.label("views")) }
        sink.fullText = FullTextDecoder(values: values).fullText(mapping)
        sink.before = statements("before", mapping)
        sink.after = statements("after", mapping)
        if let node = mapping["on_schema_change"] {
            sink.onSchemaChange = values.choice(node, mapping.label("on_schema_change")) ?? .fail
        }
        if let node = mapping["lineage"] { sink.hasLineage = values.boolean(node, mapping.label("lineage")) ?? false }
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

    /// What belongs to the database, from the first of these mappings that has it.
    func shared(by mappings: [SpecMapping]) -> SharedSinkSpec {
        func first(_ key: String) -> SpecMapping? { mappings.first { $0[key] != nil } }
        var shared = SharedSinkSpec()
        shared.database = first("database").flatMap(database)
        if let commit = first("commit").flatMap({ values.section($0, "commit", keys: .commit) }) {
            shared.commit = thresholds(commit)
        }
        if let mapping = first("durability"), let node = mapping["durability"] {
            shared.durability = values.choice(node, mapping.label("durability")) ?? .full
        }
        return shared
    }

    private func database(_ mapping: SpecMapping) -> Located<String>? {
        guard let path = mapping["database"].flatMap({ values.text($0, mapping.label("database")) }) else { return nil }
        if path.value == ":memory:" {
            values.report("sink.database must be a file; what is in memory is gone after the run", at: path.mark)
        }
        return path
    }

    private func table(_ mapping: SpecMapping) -> Located<String>? {
        guard let name = values.required(mapping, "table").flatMap({ values.text($0, mapping.label("table")) })
        else { return nil }
        values.checkNotReserved(name, "table")
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

    private func statements(_ key: String, _ mapping: SpecMapping) -> [Located<String>] {
        guard let node = mapping[key] else { return [] }
        return values.texts(node, mapping.label(key), wanted: "an SQL statement or a list of them") ?? []
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

/// What belongs to a database, and so to all tables that are committed together.
struct SharedSinkSpec {
    static let keys = ["database", "commit", "durability"]

    var database: Located<String>?
    var commit = CommitThresholds()
    var durability = SinkSpec.Durability.full
}
