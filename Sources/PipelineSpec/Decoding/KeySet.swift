// Which keys each mapping of a spec may have: the one list that decoding and its hints read.

/// The keys of one kind of mapping.
struct KeySet {
    /// Where such a mapping stands, as messages call it.
    let path: String
    let keys: [String]

    init(_ path: String, _ keys: [String]) {
        self.path = path
        self.keys = keys
    }

    static let root = KeySet(
        "the top level", ["weir", "name", "params", "source", "transforms", "sink", "rejects", "expect", "flow"])
    static let parameter = KeySet("a parameter", ["default"])
    static let source = KeySet(
        "source",
        OriginDecoder.keys + [
            "format", "compression", "csv", "columns", "flatten", "extra_columns", "missing_columns", "changed_inputs",
        ])
    static let csv = KeySet(
        "source.csv",
        [
            "delimiter", "terminator", "quote", "escape", "header", "header_names", "skip_lines", "footer_lines",
            "comment", "null", "ragged", "encoding",
        ])
    static let flatten = KeySet("source.flatten", ["separator", "depth"])
    static let type = KeySet("a column type", ["type", "scale", "store", "format", "zone", "encoding"])
    static let column = KeySet(
        "a column of source.columns", type.keys + ["from", "join", "thousands", "decimal_separator"])
    static let derived = KeySet("a column of derive", ["sql"] + type.keys)
    static let map = KeySet("map", ["column", "values", "default"])
    static let hash = KeySet("hash", ["columns", "algorithm", "salt", "encoding"])
    static let split = KeySet("split", ["column", "by", "into", "rest", "missing"])
    static let extract = KeySet("extract", ["column", "pattern", "into", "missing"])
    static let assert = KeySet("assert", ["that", "message"])
    static let sink = KeySet(
        "sink",
        [
            "database", "table", "mode", "key", "strict", "indexes", "on_schema_change", "lineage", "commit",
            "durability",
        ])
    static let index = KeySet("an index", ["columns", "unique"])
    static let commit = KeySet("sink.commit", ["rows", "bytes", "interval"])
    static let rejects = KeySet("rejects", ["max"])
    static let expect = KeySet("expect", ["rows_read", "rows_written", "rejects", "columns"])
    static let flow = KeySet(
        "flow",
        [
            "high_watermark", "low_watermark", "batch_rows", "batch_bytes", "max_record", "max_input_bytes",
            "stall_timeout",
        ])

    /// The key sets that a stray key is looked up in, outermost first.
    static let searched: [KeySet] = [
        root, source, csv, flatten, column, sink, commit, index, rejects, expect, flow, map, assert, hash, split, extract,
    ]

    /// What to say about a key that is none of these.
    func complaint(
        about key: String, closest: (String, [String]) -> String?
    ) -> (message: String, suggestion: String?) {
        let unknown = "unknown key \(excerpt(key))"
        if let near = closest(key, keys) { return (unknown, near) }
        let homes = Self.searched.filter { $0.path != path && $0.keys.contains(key) }
        if !homes.isEmpty {
            return ("\(unknown) in \(path); it belongs in \(homes.map(\.path).joined(separator: " or "))", nil)
        }
        for home in Self.searched where home.path != path {
            // Farther from home the first letter has to be right: "expression" is no "compression".
            if let near = closest(key, home.keys.filter { $0.first == key.first }) {
                return ("\(unknown) in \(path); \(excerpt(near)) belongs in \(home.path)", nil)
            }
        }
        return ("\(unknown) in \(path); allowed: \(keys.joined(separator: ", "))", nil)
    }
}
