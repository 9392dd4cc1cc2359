// A spec as a test varies it.

/// The text of a spec. The parts are YAML in flow style, as a user would write them on one line.
struct SpecText {
    var name = "test"
    /// A YAML value: a pattern or a list of them.
    var files = "in.csv"
    /// nil: inferred.
    var columns: String? = "{ id: integer, name: text }"
    /// Further lines of `source`, `sink` and the top level.
    var source: [String] = []
    var transforms: [String] = []
    var table = "rows"
    var database = "out.sqlite"
    var sink: [String] = []
    var more: [String] = []

    var yaml: String {
        var lines = ["weir: 1", "name: \(name)", "source:", "  files: \(files)"]
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
func yaml(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
}
