// Transforms that make columns of the parts of a text.

/// What becomes of a row whose text lacks a part.
public enum MissingPart: String, Sendable, CaseIterable {
    case null, reject
}

/// `split: { column: name, by: " ", into: [first, last], rest: reject | keep | drop, missing: null | reject }`
public struct SplitSpec: Sendable, Equatable {
    /// What becomes of parts beyond those that have a column.
    public enum Rest: String, Sendable, CaseIterable {
        /// The row is refused.
        case reject
        /// The last column has all that is left, separators included.
        case keep
        case drop
    }

    public var column: Located<String>
    /// Not empty.
    public var separator: String
    public var into: [Located<String>]
    public var rest: Rest
    public var missing: MissingPart

    public init(
        column: Located<String>, separator: String, into: [Located<String>], rest: Rest = .reject,
        missing: MissingPart = .reject
    ) {
        self.column = column
        self.separator = separator
        self.into = into
        self.rest = rest
        self.missing = missing
    }
}

/// `extract: { column: code, pattern: "(\\d+)-(\\w+)", into: [number, word], missing: null | reject }`
public struct ExtractSpec: Sendable, Equatable {
    public var column: Located<String>
    /// A regular expression with a group for each column.
    public var pattern: Located<String>
    public var into: [Located<String>]
    public var missing: MissingPart

    public init(
        column: Located<String>, pattern: Located<String>, into: [Located<String>], missing: MissingPart = .reject
    ) {
        self.column = column
        self.pattern = pattern
        self.into = into
        self.missing = missing
    }
}
