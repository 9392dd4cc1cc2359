// `expect:`: what has to be true of a run that succeeds.

/// Expectations of one run. An empty one expects nothing.
public struct ExpectSpec: Sendable {
    /// Of the records that the run reads.
    public var rowsRead: Located<CountCondition>?
    /// Of the rows that it inserts or updates.
    public var rowsWritten: Located<CountCondition>?
    public var rejects: Located<CountCondition>?
    /// How far the same counts may be from those of earlier runs.
    public var usual: UsualSpec
    /// Conditions that no row that reaches the sink may break.
    public var columns: [ColumnCondition]

    public init(
        rowsRead: Located<CountCondition>? = nil, rowsWritten: Located<CountCondition>? = nil,
        rejects: Located<CountCondition>? = nil, usual: UsualSpec = UsualSpec(), columns: [ColumnCondition] = []
    ) {
        self.rowsRead = rowsRead
        self.rowsWritten = rowsWritten
        self.rejects = rejects
        self.usual = usual
        self.columns = columns
    }

    /// Whether anything is expected of the counts.
    public var hasCounts: Bool {
        rowsRead != nil || rowsWritten != nil || rejects != nil || usual.rowsRead != nil || usual.rowsWritten != nil
            || usual.rejects != nil
    }

    /// What is expected of each row only.
    public var withoutCounts: ExpectSpec { ExpectSpec(columns: columns) }

    /// Takes the counts of another, as far as it has some, and its conditions too.
    mutating func override(with other: ExpectSpec) {
        override(\.rowsRead, \.usual.rowsRead, with: other)
        override(\.rowsWritten, \.usual.rowsWritten, with: other)
        override(\.rejects, \.usual.rejects, with: other)
        columns += other.columns
    }

    /// What is said of a count in one place is said whole.
    private mutating func override(
        _ condition: WritableKeyPath<ExpectSpec, Located<CountCondition>?>,
        _ usual: WritableKeyPath<ExpectSpec, Located<UsualCondition>?>, with other: ExpectSpec
    ) {
        guard other[keyPath: condition] != nil || other[keyPath: usual] != nil else { return }
        self[keyPath: condition] = other[keyPath: condition]
        self[keyPath: usual] = other[keyPath: usual]
    }
}

/// How far counts may be from those of earlier runs.
public struct UsualSpec: Sendable {
    public var rowsRead: Located<UsualCondition>?
    public var rowsWritten: Located<UsualCondition>?
    public var rejects: Located<UsualCondition>?

    public init(
        rowsRead: Located<UsualCondition>? = nil, rowsWritten: Located<UsualCondition>? = nil,
        rejects: Located<UsualCondition>? = nil
    ) {
        self.rowsRead = rowsRead
        self.rowsWritten = rowsWritten
        self.rejects = rejects
    }
}

/// How far a count may be from the median of the same count of earlier runs, such as `±30%`.
public struct UsualCondition: Sendable, Equatable {
    /// The difference allowed, in percent of the median, below zero for less.
    public var percent: ClosedRange<Double>
    /// As the spec has it.
    public var text: String
    /// How many earlier runs the median is of, at most.
    public var runs: Int
    /// With fewer earlier runs than this nothing is compared.
    public var atLeast: Int

    public static let standardRuns = 14
    public static let standardAtLeast = 3
    public static let runsBounds = 1...1000

    public init(
        _ percent: ClosedRange<Double>, text: String, runs: Int = standardRuns, atLeast: Int = standardAtLeast
    ) {
        self.percent = percent
        self.text = text
        self.runs = runs
        self.atLeast = atLeast
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
