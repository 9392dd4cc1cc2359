// One key of a spec: the line from which its diagnostics and its schema come.

/// What a key is called, takes and means, and what stands where it is left out.
struct SpecKey: Sendable {
    let name: String
    let value: SpecValue
    let isRequired: Bool
    /// nil if nothing stands in its place, or something that depends on other keys.
    let standard: JSONNode?
    /// For whoever hovers over the key in an editor.
    let summary: String

    static func required(_ name: String, _ value: SpecValue, _ summary: String) -> SpecKey {
        SpecKey(name: name, value: value, isRequired: true, standard: nil, summary: summary)
    }

    static func optional(
        _ name: String, _ value: SpecValue, default standard: JSONNode? = nil, _ summary: String
    ) -> SpecKey {
        SpecKey(name: name, value: value, isRequired: false, standard: standard, summary: summary)
    }
}

/// What the keys of one mapping must agree on among themselves.
enum KeyRule: Sendable {
    case exactlyOne([String])
    /// With `key` the others have to be there, too.
    case needs(_ key: String, [String])
    /// Where `key` is one of these words, the others have to be there.
    case when(_ key: String, is: [String], needs: [String])
    /// `key` has a meaning only where `other`, if it is written, is one of these words.
    case only(_ key: String, where: String, is: [String])
    /// Where `other` is one of these words, `key` is one of fewer than its own.
    case narrowed(_ key: String, to: [String], where: String, is: [String])
}
