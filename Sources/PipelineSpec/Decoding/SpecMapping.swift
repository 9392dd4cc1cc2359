// A mapping of the spec whose keys have been checked.

/// The entries of a mapping by key; unknown keys have been reported and are gone.
struct SpecMapping {
    let keySet: KeySet
    /// How messages name it, such as `source.csv`.
    let path: String
    /// Where a missing key is reported: the key that holds this mapping.
    let mark: SourceMark
    private let entries: [String: YAMLEntry]

    init(
        _ found: [YAMLEntry], keys keySet: KeySet, path: String, at mark: SourceMark, reportingTo values: ValueDecoder
    ) {
        self.keySet = keySet
        self.path = path
        self.mark = mark
        var entries: [String: YAMLEntry] = [:]
        for entry in found {
            let key = entry.key.value
            if keySet.keys.contains(key) {
                entries[key] = entry
            } else {
                let complaint = keySet.complaint(about: key) { values.diagnostics.closest(to: $0, among: $1) }
                values.report(complaint.message, at: entry.key.mark, suggestion: complaint.suggestion)
            }
        }
        self.entries = entries
    }

    /// The value of a key; nil if the key is not there. A key that the definition has not could never be there.
    subscript(key: String) -> YAMLNode? {
        assert(keySet.keys.contains(key), "\(keySet.path) has no key \(key); define it in Sources/PipelineSpec/Definition")
        return entries[key]?.value
    }

    /// Whether a key is there, of those that only some mappings of this sort have.
    func isWritten(_ key: String) -> Bool { entries[key] != nil }

    /// The place of a key, or of the mapping if the key is not there.
    func mark(of key: String) -> SourceMark { entries[key]?.key.mark ?? mark }

    /// A key, if it is there.
    func key(_ key: String) -> Located<String>? { entries[key]?.key }

    /// The name of a key in messages.
    func label(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
