// What can be wrong with a spec's SQL expression.

/// An expression that does not compile, with the place in its text.
public struct ExpressionError: Error, Sendable, Equatable {
    /// Which of the program's expressions, from 0.
    public let index: Int
    public let message: String
    /// Byte offset in the expression's UTF-8, if known.
    public let offset: Int?
    /// The name that is no column, where that is what is wrong.
    public let unknownColumn: String?
}
