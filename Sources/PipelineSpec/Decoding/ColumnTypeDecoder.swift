// `integer`, or `{ type: decimal, scale: 2 }` → a column type.

import RowModel

/// Decodes the type of a column: in `source.columns`, `cast` and `derive`.
struct ColumnTypeDecoder {
    let values: ValueDecoder

    static let names = ["integer", "real", "text", "boolean", "decimal", "date", "timestamp", "json", "blob"]
    static let scaleBounds = 0...18

    /// Words that other tools use for the same types.
    private static let synonyms = [
        "int": "integer", "int64": "integer", "bigint": "integer", "smallint": "integer", "long": "integer",
        "float": "real", "double": "real", "number": "real", "str": "text", "string": "text", "varchar": "text",
        "char": "text", "bool": "boolean", "numeric": "decimal", "money": "decimal", "datetime": "timestamp",
        "time": "timestamp", "timestamptz": "timestamp", "jsonb": "json", "object": "json", "binary": "blob",
        "bytes": "blob",
    ]

    /// Which keys mean something for which types.
    static let options: [(key: String, types: [String])] = [
        ("scale", ["decimal"]), ("store", ["decimal", "timestamp"]), ("format", ["date", "timestamp"]),
        ("zone", ["timestamp"]), ("encoding", ["blob"]), ("join", ["text"]),
        ("thousands", ["integer", "real", "decimal"]), ("decimal_separator", ["real", "decimal"]),
    ]

    /// The keys that a type can't do without.
    static let requiredOptions: [(type: String, key: String)] = [("decimal", "scale"), ("blob", "encoding")]

    /// A type name, or a mapping with the keys of `keys`.
    func type(_ node: YAMLNode, _ label: String, at mark: SourceMark) -> ColumnType? {
        if case .mapping = node.content {
            return values.mapping(node, label, keys: .type, at: mark).flatMap { type(in: $0) }
        }
        return type(named: node, label, options: nil)
    }

    /// The type of a mapping that has the keys of a type among others. Reports if `type` is missing.
    func type(in mapping: SpecMapping) -> ColumnType? {
        guard let node = values.required(mapping, "type") else { return nil }
        return type(named: node, mapping.label("type"), options: mapping)
    }

    private func type(named node: YAMLNode, _ label: String, options: SpecMapping?) -> ColumnType? {
        guard let name = typeName(node, label) else { return nil }
        var fits = true
        if let options {
            for option in Self.options where options.isWritten(option.key) && !option.types.contains(name) {
                values.report(
                    "\(excerpt(option.key)) does not fit type \(name); "
                        + "only \(values.alternatives(option.types)) has it",
                    at: options.mark(of: option.key))
                fits = false
            }
        }
        let type = build(name, at: node.mark, options: options)
        return fits ? type : nil
    }

    private func typeName(_ node: YAMLNode, _ label: String) -> String? {
        guard let scalar = values.scalar(node, label, wanted: "a type") else { return nil }
        if Self.names.contains(scalar.text) { return scalar.text }
        // `DECIMAL(10,2)` and `varchar(20)` come from SQL.
        let base = String(scalar.text.asciiLowercased.prefix { $0 != "(" && $0 != " " })
        let meant =
            Self.names.contains(base)
            ? base : Self.synonyms[base] ?? values.diagnostics.closest(to: base, among: Self.names)
        values.report(
            "unknown type \(excerpt(scalar.text)); types are \(Self.names.joined(separator: ", "))", at: node.mark,
            suggestion: meant)
        return nil
    }

    private func build(_ name: String, at mark: SourceMark, options: SpecMapping?) -> ColumnType? {
        switch name {
        case "integer": return .integer
        case "real": return .real
        case "text": return .text
        case "boolean": return .boolean
        case "json": return .json
        case "date": return TimeFormatDecoder(values: values).date(options)
        case "decimal": return decimal(at: mark, options: options)
        case "timestamp": return timestamp(options)
        default: return blob(at: mark, options: options)
        }
    }

    private func decimal(at mark: SourceMark, options: SpecMapping?) -> ColumnType? {
        var storage: ColumnType.DecimalStorage? = .integer
        if let options, let node = options["store"] { storage = values.choice(node, options.label("store")) }
        guard let options, let node = options["scale"] else {
            values.report("decimal needs a scale: { type: decimal, scale: 2 }", at: mark)
            return nil
        }
        guard let scale = values.integer(node, options.label("scale"), in: Self.scaleBounds), let storage else {
            return nil
        }
        return .decimal(scale: scale, storage: storage)
    }

    private func timestamp(_ options: SpecMapping?) -> ColumnType? {
        var storage: ColumnType.TimestampStorage? = .text
        if let options, let node = options["store"] { storage = values.choice(node, options.label("store")) }
        return TimeFormatDecoder(values: values).timestamp(options, storage: storage)
    }

    private func blob(at mark: SourceMark, options: SpecMapping?) -> ColumnType? {
        guard let options, let node = options["encoding"] else {
            values.report("blob needs an encoding: { type: blob, encoding: hex } or base64", at: mark)
            return nil
        }
        return values.choice(node, options.label("encoding"), of: ColumnType.BlobEncoding.self)
            .map { .blob(encoding: $0) }
    }
}
