// A YAML document as a tree of values with places.

/// A scalar, a list or a mapping, and where it begins.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    var content: Content
    var mark: SourceMark
    /// Bytes of text below this node, aliases counted at each use: what a walk over it costs.
    var weight: Int
    /// Levels of nesting, 1 for a scalar.
    var depth: Int

    var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// Whether a value is left out: nothing, `~` or `null`, unquoted.
    var isNull: Bool { scalar?.isNull ?? false }

    /// What a message calls this node.
    var kindDescription: String {
        switch content {
        case .scalar(let scalar): scalar.isEmptyPlain ? "nothing" : excerpt(scalar.text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// The text of a scalar. What it means is decided by who asks, never by YAML 1.1's guesses (`no`, `0x10`, `1_000`).
struct YAMLScalar: Sendable {
    var text: String
    var style: YAMLScalarStyle
    /// Where it is written, quotes included: indexes of Unicode scalars in the text of the file.
    var range: Range<Int>
    /// Whether a parameter was put in.
    var isExpanded = false
    /// Whether a value of the environment was put in.
    var usesEnvironment = false
    /// Whether a parameter in it could not be resolved, which has been reported: its value is not to be looked at.
    var isUnresolved = false

    /// Whether this may be read as more than text. An expanded scalar may, since in `{ }` it has to be quoted.
    var isUnquoted: Bool { style == .plain || isExpanded }
    var isEmptyPlain: Bool { style == .plain && !isExpanded && text.isEmpty }
    var isNull: Bool {
        style == .plain && !isExpanded && ["", "~", "null", "Null", "NULL"].contains(text)
    }
}

/// One key of a mapping and its value.
struct YAMLEntry: Sendable {
    var key: Located<String>
    var value: YAMLNode
}
