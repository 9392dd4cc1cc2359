// `source.csv:` → CSVDialect.

import RowModel

struct DialectDecoder {
    let values: ValueDecoder

    static let skipLinesBounds = 0...1_000_000
    static let footerLinesBounds = 0...1000

    func dialect(_ csv: SpecMapping, defaultDelimiter: UInt8) -> CSVDialect {
        var dialect = CSVDialect()
        var isSound = true
        func byte(_ key: String) -> UInt8? {
            guard let node = csv[key] else { return nil }
            let byte = values.literal(node, csv.label(key), wanted: "one character", CharacterLiteral.byte)
            if byte == nil { isSound = false }
            return byte
        }

        dialect.delimiter = defaultDelimiter
        if let node = csv["delimiter"] {
            switch values.literal(node, csv.label("delimiter"), wanted: "text", MarkLiteral.delimiter) {
            case .byte(let byte): dialect.delimiter = byte
            case .bytes(let bytes): dialect.longDelimiter = bytes
            case nil: isSound = false
            }
        }
        if let node = csv["terminator"] {
            dialect.terminator = values.literal(node, csv.label("terminator"), wanted: "text", MarkLiteral.terminator)
            if dialect.terminator == nil { isSound = false }
        }
        if csv["quote"]?.isNull == true {
            dialect.quote = nil
            if csv["escape"] != nil {
                values.report("escape has no meaning with quote: null", at: csv.mark(of: "escape"))
            }
        } else {
            let quote = byte("quote") ?? UInt8(ascii: "\"")
            dialect.quote = quote
            dialect.escape = byte("escape") ?? quote
        }
        if csv["comment"]?.isNull != true { dialect.comment = byte("comment") }
        if isSound {
            checkDistinct(dialect, csv)
            checkMarks(dialect, csv)
        }

        if let node = csv["header"] { dialect.header = header(node, csv.label("header")) }
        if let node = csv["header_names"] {
            dialect.headerNames = values.choice(node, csv.label("header_names")) ?? .asWritten
        }
        if let node = csv["skip_lines"] {
            dialect.skipLines = values.integer(node, csv.label("skip_lines"), in: Self.skipLinesBounds) ?? 0
        }
        if let node = csv["footer_lines"] {
            dialect.footerLines = values.integer(node, csv.label("footer_lines"), in: Self.footerLinesBounds) ?? 0
        }
        if let node = csv["null"] { dialect.nullMarkers = nullMarkers(node, csv.label("null")) }
        if let node = csv["ragged"] { dialect.ragged = values.choice(node, csv.label("ragged")) ?? .reject }
        return dialect
    }

    /// A byte with two meanings would make the file ambiguous; only the escape may be the quote.
    private func checkDistinct(_ dialect: CSVDialect, _ csv: SpecMapping) {
        var roles: [(key: String, byte: UInt8)] = []
        if dialect.longDelimiter == nil { roles.append(("delimiter", dialect.delimiter)) }
        if let quote = dialect.quote {
            roles.append(("quote", quote))
            if dialect.escape != quote { roles.append(("escape", dialect.escape)) }
        }
        if let comment = dialect.comment { roles.append(("comment", comment)) }
        for (index, role) in roles.enumerated() {
            guard let other = roles[..<index].first(where: { $0.byte == role.byte }) else { continue }
            // Pointed at what was written, not at a default.
            let written = csv[role.key] ?? csv[other.key]
            values.report(
                "\(other.key) and \(role.key) of source.csv are both \(CharacterLiteral.text(role.byte))",
                at: written?.mark ?? csv.mark)
        }
    }

    /// Nor may marks of several bytes be taken for each other, or have such a byte in them.
    private func checkMarks(_ dialect: CSVDialect, _ csv: SpecMapping) {
        var roles: [(key: String, byte: UInt8)] = []
        if let quote = dialect.quote {
            roles.append(("quote", quote))
            if dialect.escape != quote { roles.append(("escape", dialect.escape)) }
        }
        if let comment = dialect.comment { roles.append(("comment", comment)) }
        for (key, mark) in [("delimiter", dialect.longDelimiter), ("terminator", dialect.terminator)] {
            guard let mark, let role = roles.first(where: { mark.contains($0.byte) }) else { continue }
            values.report(
                "\(key) of source.csv contains the \(role.key) \(CharacterLiteral.text(role.byte))",
                at: csv[key]?.mark ?? csv.mark)
        }
        guard let terminator = dialect.terminator else { return }
        let delimiter = dialect.longDelimiter ?? [dialect.delimiter]
        if terminator.starts(with: delimiter) || delimiter.starts(with: terminator) {
            values.report(
                "delimiter and terminator of source.csv begin alike", at: csv["terminator"]?.mark ?? csv.mark)
        }
        for key in ["skip_lines", "footer_lines"] where csv[key] != nil {
            values.report("\(key) counts lines, which a file with a terminator has none of", at: csv.mark(of: key))
        }
    }

    private func header(_ node: YAMLNode, _ label: String) -> CSVDialect.Header {
        switch node.content {
        case .scalar(let scalar) where scalar.isUnquoted && scalar.text == "true": return .present
        case .scalar(let scalar) where scalar.isUnquoted && scalar.text == "false": return .absent
        case .scalar(let scalar) where scalar.isUnresolved: return .present
        case .sequence:
            guard let names = values.texts(node, label) else { return .present }
            checkUnique(names)
            return .names(names.map(\.value))
        case .scalar, .mapping:
            let suggestion: String? = ["yes", "on"].contains(node.scalar?.text.lowercased())
                ? "true" : ["no", "off", "none", "null"].contains(node.scalar?.text.lowercased()) ? "false" : nil
            values.report(
                "\(label) must be true, false or a list of names, not \(node.kindDescription)", at: node.mark,
                suggestion: suggestion)
            return .present
        }
    }

    /// Exactly equal only: a file may well have both `id` and `ID`, and `from` tells them apart.
    private func checkUnique(_ names: [Located<String>]) {
        var places: [String: SourceMark] = [:]
        for name in names {
            if let first = places[name.value] {
                values.report(
                    "duplicate name \(excerpt(name.value)) in header; the first is at \(first.line):\(first.column)",
                    at: name.mark)
            } else {
                places[name.value] = name.mark
            }
        }
    }

    /// Markers are texts: `null: [NULL, NA, ""]` needs no quotes but for the empty one.
    private func nullMarkers(_ node: YAMLNode, _ label: String) -> [String] {
        if case .sequence(let items) = node.content, items.isEmpty { return [] }
        var markers: [String] = []
        for marker in values.texts(node, label, allowsEmptyText: true) ?? [] where !markers.contains(marker.value) {
            markers.append(marker.value)
        }
        return markers
    }
}
