// `dedupe:`: rows whose key was there before.

/// `dedupe: { key: [a, b], keep: first | last, scope: run | input }`
public struct DedupeSpec: Sendable, Equatable {
    /// Which row of a key stays.
    public enum Keep: String, Sendable, CaseIterable {
        case first
        /// The last one of an input; the others are not known to be others before its end.
        case last
    }

    /// Among which rows a key is looked for.
    public enum Scope: String, Sendable, CaseIterable {
        /// Those of all inputs of the run.
        case run
        /// Those of the same input.
        case input
    }

    public var key: [Located<String>]
    public var keep: Keep
    public var scope: Scope

    public init(key: [Located<String>], keep: Keep = .first, scope: Scope = .run) {
        self.key = key
        self.keep = keep
        self.scope = scope
    }
}
