// Why a text is no regular expression.

/// What is wrong with a pattern, and where.
public struct PatternError: Error, Sendable, Equatable {
    /// Such as `missing ) for the group`.
    public let message: String
    /// Byte offset in the pattern's UTF-8.
    public let offset: Int
}
