// Which keys each mapping of a spec may have: what decoding, its hints and the schema read.

/// The keys of one kind of mapping. Those of the spec are defined beside this file, a line for each key.
struct KeySet: Sendable {
    /// Where such a mapping stands, as messages call it.
    let path: String
    let definitions: [SpecKey]
    let rules: [KeyRule]

    init(_ path: String, _ definitions: [SpecKey], rules: [KeyRule] = []) {
        self.path = path
        self.definitions = definitions
        self.rules = rules
    }

    var keys: [String] { definitions.map(\.name) }

    /// The key sets that a stray key is looked up in, outermost first.
    static let searched: [KeySet] = [
        root, source, csv, flatten, column, sink, ownOfTarget, commit, index, fullText, rejects, expect, usualCount, flow, map, assert, hash,
        split, extract, explode, dedupe, lookup, reference, flattenTransform, exec,
    ]

    /// Those of a job file, or those of a spec.
    private var family: [KeySet] {
        Self.searchedInJobs.contains { $0.path == path } ? Self.searchedInJobs : Self.searched
    }

    /// What to say about a key that is none of these.
    func complaint(
        about key: String, closest: (String, [String]) -> String?
    ) -> (message: String, suggestion: String?) {
        let unknown = "unknown key \(excerpt(key))"
        if let near = closest(key, keys) { return (unknown, near) }
        let homes = family.filter { $0.path != path && $0.keys.contains(key) }
        if !homes.isEmpty {
            return ("\(unknown) in \(path); it belongs in \(homes.map(\.path).joined(separator: " or "))", nil)
        }
        for home in family where home.path != path {
            // Farther from home the first letter has to be right: "expression" is no "compression".
            if let near = closest(key, home.keys.filter { $0.first == key.first }) {
                return ("\(unknown) in \(path); \(excerpt(near)) belongs in \(home.path)", nil)
            }
        }
        return ("\(unknown) in \(path); allowed: \(keys.joined(separator: ", "))", nil)
    }
}
