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

/// All expressions of a program that do not compile.
public struct ExpressionErrors: Error, Sendable, Equatable {
    public let errors: [ExpressionError]

    init(errors: [ExpressionError]) {
        self.errors = errors
    }

    /// A fault that none of the expressions is to blame for.
    init(_ error: SQLiteError) {
        errors = [ExpressionError(index: 0, message: error.message, offset: nil, unknownColumn: nil)]
    }
}
