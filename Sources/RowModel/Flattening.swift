// How nested objects become columns. Shared by the spec and inference.

/// What becomes of nested objects where columns are inferred: columns of their own, named by the keys on the way.
public struct Flattening: Sendable, Hashable {
    /// What stands between the keys in a name.
    public var separator = "_"
    /// Levels of objects below the record that are opened; what is deeper is JSON.
    public var depth = 8

    public init() {}
}
