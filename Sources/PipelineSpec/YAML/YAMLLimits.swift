// How much YAML a spec may be.

/// Bounds that no sane spec comes near, so that no text makes Weir hang or grow.
struct YAMLLimits {
    /// Bytes of a spec file.
    var fileBytes = 1 << 20
    /// Levels of nesting, aliases followed.
    var depth = 32
    /// Bytes of text with every alias counted at each use, and again with every parameter put in.
    var expandedBytes = 8 << 20
}
