// What the keys of `source` must agree on among themselves.

import RowModel

/// Checks between header, columns and extra columns that need no look at an input.
struct SourceConsistency {
    let values: ValueDecoder

    func check(_ source: SourceSpec, in mapping: SpecMapping) {
        if source.extraColumns == .capture {
            for column in source.columns ?? []
            where column.name.value.asciiLowercased == ExtraColumnsSpec.captureColumn {
                values.report(
                    "extra_columns: capture makes the column \(ExtraColumnsSpec.captureColumn) itself",
                    at: column.name.mark)
            }
        }
        checkHeaderKeys(source, in: mapping)
        if !source.format.isJSON { checkHasNoJoin(source) }
        if let flatten = source.flatten { check(flatten, source) }
        // Without files columns are needed in any case, which has been said.
        if source.columns == nil, mapping["files"] == nil { return }
        guard case .csv(let dialect) = source.format, let csv = mapping["csv"] else { return }
        let headerMark = csv.entry("header")?.value.mark ?? csv.mark
        switch dialect.header {
        case .present:
            break
        case .absent:
            checkPositional(source, headerMark: headerMark)
        case .names(let names):
            check(source, against: names, header: csv.entry("header")?.value)
        }
    }

    /// Keys that say what to make of the header in a file.
    private func checkHeaderKeys(_ source: SourceSpec, in mapping: SpecMapping) {
        guard case .csv(let dialect) = source.format else {
            if mapping["missing_columns"] != nil {
                let name = source.format == .json ? "json" : "ndjson"
                values.report(
                    "missing_columns has no meaning for \(name) inputs: a key that a record lacks is null",
                    at: mapping.mark(of: "missing_columns"))
            }
            return
        }
        if dialect.ragged == .capture, source.extraColumns != .capture {
            values.report(
                "ragged: capture needs extra_columns: capture, whose column \(ExtraColumnsSpec.captureColumn) it fills",
                at: mapping["csv"]?.key("ragged")?.mark ?? mapping.mark)
        }
        let headerNames = mapping["csv"]?.key("header_names")
        guard dialect.header == .present else {
            for key in [mapping.key("missing_columns"), headerNames] {
                guard let key else { continue }
                values.report("\(key.value) has no meaning without a header in the file", at: key.mark)
            }
            return
        }
        for column in source.columns ?? [] {
            let wanted = column.from ?? column.name
            let possible = dialect.headerNames.name(for: wanted.value)
            guard possible != wanted.value else { continue }
            values.report(
                "no header is called \(excerpt(wanted.value)) with header_names: \(dialect.headerNames.rawValue)",
                at: wanted.mark, suggestion: possible.isEmpty ? nil : possible)
        }
    }

    private func check(_ flatten: Located<Flattening>, _ source: SourceSpec) {
        if !source.format.isJSON {
            values.report("flatten has no meaning for csv inputs, which have no nested objects", at: flatten.mark)
        } else if source.columns != nil {
            values.report(
                "flatten is for columns that are inferred; with source.columns, from: user.name takes a nested value",
                at: flatten.mark)
        }
    }

    private func checkHasNoJoin(_ source: SourceSpec) {
        for case let join? in (source.columns ?? []).map(\.join) {
            values.report("join has no meaning for csv inputs, which have no arrays", at: join.mark)
        }
    }

    private func checkPositional(_ source: SourceSpec, headerMark: SourceMark) {
        guard let columns = source.columns else {
            values.report("without a header source.columns is needed, or header: [names]", at: headerMark)
            return
        }
        for case let from? in columns.map(\.from) {
            values.report("from has no meaning without a header; columns are taken by position", at: from.mark)
        }
        if source.extraColumns == .capture {
            values.report("extra_columns: capture needs names; give header: [names]", at: headerMark)
        }
    }

    private func check(_ source: SourceSpec, against names: [String], header: YAMLNode?) {
        guard let columns = source.columns else { return checkInferred(header) }
        let known = Set(names)
        for column in columns {
            let wanted = column.from ?? column.name
            guard !known.contains(wanted.value) else { continue }
            values.report(
                "\(excerpt(wanted.value)) is not in the header list", at: wanted.mark,
                suggestion: values.diagnostics.closest(to: wanted.value, among: names))
        }
        guard source.extraColumns == .fail, case .sequence(let items)? = header?.content else { return }
        let taken = Set(columns.map { ($0.from ?? $0.name).value })
        for item in items {
            guard let name = item.scalar?.text, !name.isEmpty, !taken.contains(name) else { continue }
            values.report(
                "\(excerpt(name)) of the header list is no column; add it to columns, or extra_columns: ignore",
                at: item.mark)
        }
    }

    /// Without `columns` the names of the list become the columns.
    private func checkInferred(_ header: YAMLNode?) {
        guard case .sequence(let items)? = header?.content else { return }
        // Empty and equal names have been reported with the header.
        var seen: Set<String> = [""]
        let names = items.compactMap { item in
            item.scalar.flatMap { seen.insert($0.text).inserted ? Located($0.text, at: item.mark) : nil }
        }
        for name in names { values.checkNewColumn(name) }
        values.checkDistinct(names, "column")
    }
}

extension YAMLNode {
    /// The entry of a mapping by its key.
    fileprivate func entry(_ key: String) -> YAMLEntry? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key.value == key }
    }

    /// A key of a mapping, if it is there.
    fileprivate func key(_ key: String) -> Located<String>? { entry(key)?.key }
}
