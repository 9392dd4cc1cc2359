// `expect:`: what has to be true of a run that succeeds.

/// Expectations of one run. An empty one expects nothing.
public struct ExpectSpec: Sendable {
    /// Of the records that the run reads.
    public var rowsRead: Located<CountCondition>?
    /// Of the rows that it inserts or updates.
    public var rowsWritten: Located<CountCondition>?
    public var rejects: Located<CountCondition>?
    /// Conditions that no row that reaches the sink may break.
    public var columns: [ColumnCondition]

    public init(
        rowsRead: Located<CountCondition>? = nil, rowsWritten: Located<CountCondition>? = nil,
        rejects: Located<CountCondition>? = nil, columns: [ColumnCondition] = []
    ) {
        self.rowsRead = rowsRead
        self.rowsWritten = rowsWritten
        self.rejects = rejects
        self.columns = columns
    }

    /// Takes the counts of another, as far as it has some, and its conditions too.
    mutating func override(with other: ExpectSpec) {
        rowsRead = other.rowsRead ?? rowsRead
        rowsWritten = other.rowsWritten ?? rowsWritten
        rejects = other.rejects ?? rejects
        columns += other.columns
    }
}

/// A range that a count must lie in, such as `>= 1000`.
public struct CountCondition: Sendable, Equatable {
    public var range: ClosedRange<Int>
    /// As the spec has it.
    public var text: String

    public init(_ range: ClosedRange<Int>, text: String) {
        self.range = range
        self.text = text
    }
}

/// What must be true of a column in every row: the end of an SQL condition that starts with the column, such as `not
/// null` or `between 0 and 100`. As in a CHECK constraint, a condition that is null is met.
public struct ColumnCondition: Sendable, Equatable {
    public var column: Located<String>
    public var condition: Located<String>

    public init(column: Located<String>, condition: Located<String>) {
        self.column = column
        self.condition = condition
    }
}
