// Nodes → lists and mappings.

import RowModel

extension ValueDecoder {
    /// The entries of a mapping; nil, reported, if the node is something else. `null` is an empty mapping where
    /// `nullIsEmpty`, as is left behind when all entries are commented out.
    func entries(_ node: YAMLNode, _ label: String, nullIsEmpty: Bool = false) -> [YAMLEntry]? {
        switch node.content {
        case .mapping(let entries):
            return entries
        case .scalar(let scalar) where scalar.isUnresolved:
            return nil
        case .scalar(let scalar) where scalar.isNull && nullIsEmpty:
            return []
        case .scalar, .sequence:
            report("\(label) must be a mapping, not \(node.kindDescription)", at: node.mark)
            return nil
        }
    }

    /// A mapping of known keys. nil, reported, if the node is no mapping.
    func mapping(
        _ node: YAMLNode, _ path: String, keys: KeySet, at mark: SourceMark, nullIsEmpty: Bool = false
    ) -> SpecMapping? {
        guard let found = entries(node, path, nullIsEmpty: nullIsEmpty) else { return nil }
        return SpecMapping(found, keys: keys, path: path, at: mark, reportingTo: self)
    }

    /// The mapping under `key`; nil if there is none.
    func section(_ parent: SpecMapping, _ key: String, keys: KeySet) -> SpecMapping? {
        guard let node = parent[key] else { return nil }
        return mapping(node, parent.label(key), keys: keys, at: parent.mark(of: key), nullIsEmpty: true)
    }

    /// The value of a key that has to be there.
    func required(_ parent: SpecMapping, _ key: String) -> YAMLNode? {
        if let node = parent[key] { return node }
        report("missing key \(excerpt(key))" + (parent.path.isEmpty ? "" : " in \(parent.path)"), at: parent.mark)
        return nil
    }

    /// A list of texts, not empty; one text alone is a list of one.
    func texts(_ node: YAMLNode, _ label: String, allowsEmptyText: Bool = false, wanted: String = "a list")
        -> [Located<String>]?
    {
        switch node.content {
        case .scalar:
            return text(node, label, allowsEmpty: allowsEmptyText).map { [$0] }
        case .sequence(let items):
            if items.isEmpty {
                report("\(label) must not be empty", at: node.mark)
                return nil
            }
            return items.compactMap { text($0, "an entry of \(label)", allowsEmpty: allowsEmptyText) }
        case .mapping:
            report("\(label) must be \(wanted), not a mapping", at: node.mark)
            return nil
        }
    }

    /// Reports each name that stands for the same column as one before it: SQLite ignores ASCII case in names.
    func checkDistinct(_ names: some Sequence<Located<String>>, _ what: String) {
        var places: [String: SourceMark] = [:]
        for name in names {
            let key = name.value.asciiLowercased
            if let first = places[key] {
                report(
                    "duplicate \(what) \(excerpt(name.value)); the first is at \(first.line):\(first.column)",
                    at: name.mark)
            } else {
                places[key] = name.mark
            }
        }
    }

    /// Reports the name of a table or view that Weir or SQLite keeps for itself.
    func checkNotReserved(_ name: Located<String>, _ what: String) {
        let lowercased = name.value.asciiLowercased
        if lowercased.hasPrefix(reservedPrefix) {
            report("\(what) names that start with \(reservedPrefix) are Weir's own", at: name.mark)
        } else if lowercased.hasPrefix(reservedPrefixOfSQLite) {
            report("\(what) names that start with \(reservedPrefixOfSQLite) are SQLite's own", at: name.mark)
        }
    }

    /// Reports a name that Weir keeps for itself or that no column can have.
    func checkNewColumn(_ name: Located<String>) {
        if name.value.isEmpty {
            report("a column name must not be empty", at: name.mark)
        } else if name.value.utf8.contains(0) {
            report("a column name must not contain U+0000", at: name.mark)
        } else if name.value.asciiLowercased.hasPrefix(reservedPrefix) {
            report("column names that start with \(reservedPrefix) are Weir's own", at: name.mark)
        }
    }
}

/// What the names of Weir's own tables and columns start with.
let reservedPrefix = "_weir_"

/// What the names of SQLite's own tables start with (https://sqlite.org/fileformat2.html#intschema).
let reservedPrefixOfSQLite = "sqlite_"
