// `lookup:` → LookupSpec.

import RowModel

struct LookupDecoder {
    let values: ValueDecoder

    func lookup(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> LookupSpec? {
        guard let mapping = values.mapping(node, label, keys: .lookup, at: mark) else { return nil }
        let from = values.required(mapping, "from").flatMap { reference($0, mapping) }
        let on = values.required(mapping, "on").flatMap { pairs($0, mapping.label("on")) }
        let columns = values.required(mapping, "columns").flatMap { pairs($0, mapping.label("columns")) }
        let missing = mapping["missing"].map { values.choice($0, mapping.label("missing"), of: LookupSpec.Missing.self) } ?? .reject
        if let on { values.checkDistinct(on.map(\.reference), "column") }
        for pair in columns ?? [] { values.checkNewColumn(pair.column) }
        if let columns { values.checkDistinct(columns.map(\.column), "column") }
        guard let from, let on, let columns, let missing else { return nil }
        return LookupSpec(from: from, on: on, columns: columns, missing: missing)
    }

    private func reference(_ node: YAMLNode, _ lookup: SpecMapping) -> ReferenceSpec? {
        let label = lookup.label("from")
        guard case .mapping = node.content else {
            guard let path = values.text(node, label) else { return nil }
            let whole = SpecMapping([], keys: .reference, path: label, at: node.mark, reportingTo: values)
            let format = SourceDecoder(values: values).format(whole, files: [path])
            return .file(ReferenceFile(path: path, format: format))
        }
        guard let mapping = values.mapping(node, label, keys: .reference, at: lookup.mark(of: "from")) else { return nil }
        if mapping["file"] != nil, mapping["database"] != nil {
            values.report("\(label) has one of file or database, not both", at: mapping.mark(of: "database"))
            return nil
        }
        return mapping["database"] != nil || mapping["table"] != nil ? table(mapping) : file(mapping)
    }

    private func file(_ mapping: SpecMapping) -> ReferenceSpec? {
        guard let path = text("file", mapping) else { return nil }
        let format = SourceDecoder(values: values).format(mapping, files: [path])
        let compression = mapping["compression"]
            .flatMap { values.choice($0, mapping.label("compression"), of: Compression.self) } ?? .auto
        let encoding = EncodingDecoder(values: values).encoding(mapping)
        let columns = ColumnsDecoder(values: values).columns(mapping)
        if case .csv(let dialect) = format, dialect.header == .absent, mapping["columns"] == nil {
            values.report("without a header \(mapping.label("columns")) is needed, or header: [names]", at: mapping.mark)
        }
        guard columns != nil || mapping["columns"] == nil else { return nil }
        return .file(ReferenceFile(path: path, format: format, compression: compression, encoding: encoding, columns: columns))
    }

    private func table(_ mapping: SpecMapping) -> ReferenceSpec? {
        for key in ["format", "compression", "encoding", "csv", "columns"] where mapping[key] != nil {
            values.report("\(key) has no meaning for a table", at: mapping.mark(of: key))
        }
        guard let database = text("database", mapping), let table = text("table", mapping) else { return nil }
        return .table(database: database, table: table)
    }

    private func text(_ key: String, _ mapping: SpecMapping) -> Located<String>? {
        values.required(mapping, key).flatMap { values.text($0, mapping.label(key)) }
    }

    /// Names of columns that both sides have, and mappings of those of the row to those of the reference.
    private func pairs(_ node: YAMLNode, _ label: String) -> [LookupSpec.Pair]? {
        let items: [YAMLNode]
        if case .sequence(let entries) = node.content { items = entries } else { items = [node] }
        if items.isEmpty {
            values.report("\(label) must not be empty", at: node.mark)
            return nil
        }
        var found: [LookupSpec.Pair] = []
        var isSound = true
        for item in items {
            guard let pairs = pairs(ofItem: item, label) else {
                isSound = false
                continue
            }
            found += pairs
        }
        return isSound ? found : nil
    }

    private func pairs(ofItem item: YAMLNode, _ label: String) -> [LookupSpec.Pair]? {
        guard case .mapping(let entries) = item.content else {
            return values.text(item, label).map { [LookupSpec.Pair(column: $0, reference: $0)] }
        }
        if entries.isEmpty {
            values.report("\(label) must not be empty; write { column of the row: column of the reference }", at: item.mark)
            return nil
        }
        let pairs = entries.compactMap { entry in
            values.text(entry.value, "\(label).\(entry.key.value)").map { LookupSpec.Pair(column: entry.key, reference: $0) }
        }
        return pairs.count == entries.count ? pairs : nil
    }
}
