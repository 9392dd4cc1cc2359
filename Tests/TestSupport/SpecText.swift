// A spec as a test varies it.

/// The text of a spec. The parts are YAML in flow style, as a user would write them on one line.
public struct SpecText: Sendable {
    public var name: String
    /// A YAML value: a pattern or a list of them.
    public var files: String
    /// What stands in the place of `files:`, such as `stdin: true`.
    public var origin: String?
    /// nil: inferred.
    public var columns: String?
    /// Further lines of `source`, `sink` and the top level.
    public var source: [String]
    public var transforms: [String]
    public var table: String
    public var database: String
    public var sink: [String]
    public var more: [String]

    public init(
        name: String = "test", files: String = "in.csv", columns: String? = "{ id: integer, name: text }",
        source: [String] = [], transforms: [String] = [], table: String = "rows", database: String = "out.sqlite",
        sink: [String] = [], more: [String] = []
    ) {
        self.name = name
        self.files = files
        self.columns = columns
        self.source = source
        self.transforms = transforms
        self.table = table
        self.database = database
        self.sink = sink
        self.more = more
    }

    public var yaml: String {
        var lines = ["weir: 1", "name: \(name)", "source:", "  \(origin ?? "files: \(files)")"]
        if let columns { lines.append("  columns: \(columns)") }
        lines += source.map { "  \($0)" }
        if !transforms.isEmpty { lines += ["transforms:"] + transforms.map { "  - \($0)" } }
        lines += ["sink:", "  database: \(database)", "  table: \(table)"]
        lines += sink.map { "  \($0)" }
        lines += more
        return lines.joined(separator: "\n") + "\n"
    }
}

/// A text as a YAML (and JSON) scalar in double quotes.
public func yaml(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
}
