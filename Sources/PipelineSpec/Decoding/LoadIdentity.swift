// The text by which a run knows that it may go on where another stopped.

/// What of a spec decides which rows a load makes and where they go, parameters and environment put in, as a text
/// that is the same for the same load only.
///
/// Comments, layout and the kind of quotes are not in it, nor what decides only when a run fails, how large its
/// transactions are and how much memory it takes: a run that failed for one of those has to be able to go on once it
/// is put right.
struct LoadIdentity {
    private(set) var text = ""

    /// Keys that change no row, by the section they stand in; `params` is in the values it was put into.
    private static let leftOut: [String: Set<String>] = [
        "": ["params", "rejects", "expect", "flow"],
        "source": ["changed_inputs"],
        "sink": ["commit", "durability", "views", "full_text", "before", "after"],
        "sinks": ["commit", "durability", "expect", "views", "full_text", "before", "after"],
    ]

    /// - Parameter top: the entries of an expanded spec.
    init(_ top: [YAMLEntry]) {
        for entry in Self.deciding(top, in: "") {
            add(entry.key.value)
            add(section: entry.key.value, entry.value)
        }
    }

    private mutating func add(section: String, _ node: YAMLNode) {
        switch node.content {
        case .mapping(let entries):
            add(Self.deciding(entries, in: section))
        case .sequence(let items) where section == "sinks":
            text += "["
            for item in items { add(section: section, item) }
            text += "]"
        default:
            add(node)
        }
    }

    private static func deciding(_ entries: [YAMLEntry], in section: String) -> [YAMLEntry] {
        let leftOut = leftOut[section] ?? []
        return entries.filter { !leftOut.contains($0.key.value) }
    }

    private mutating func add(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar):
            text += Self.kind(of: scalar)
            add(scalar.text)
        case .sequence(let items):
            text += "["
            for item in items { add(item) }
            text += "]"
        case .mapping(let entries):
            add(entries)
        }
    }

    /// In the order they are written in, since that of columns and transforms means something.
    private mutating func add(_ entries: [YAMLEntry]) {
        text += "{"
        for entry in entries {
            add(entry.key.value)
            add(entry.value)
        }
        text += "}"
    }

    /// With its length in front no text can be taken for another with something behind it.
    private mutating func add(_ value: String) {
        text += "\(value.utf8.count):\(value)"
    }

    /// What quotes decide: whether it is null, and whether it is a boolean.
    private static func kind(of scalar: YAMLScalar) -> String {
        if scalar.isNull { return "~" }
        return scalar.isUnquoted && ["true", "false"].contains(scalar.text) ? "?" : "="
    }
}
