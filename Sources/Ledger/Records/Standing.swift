// Rows that stand in the table, by where they came from. Pure.

/// How many rows, and their checksum (``RowModel/ContentHash``).
public struct Standing: Sendable, Equatable {
    public var rows = 0
    public var contents: UInt64 = 0

    public init(rows: Int = 0, contents: UInt64 = 0) {
        self.rows = rows
        self.contents = contents
    }
}

/// Rows by the input they came from; nil is for rows that don't say.
public struct StandingRows: Equatable {
    public private(set) var byInput: [Int?: Standing] = [:]

    /// - Parameter rowsBefore: rows that don't say; what they hold is not known.
    public init(rowsBefore: Int = 0) {
        if rowsBefore > 0 { byInput[nil] = Standing(rows: rowsBefore) }
    }

    /// What has to be in the table behind these runs.
    /// - Parameters:
    ///   - runs: all that make up the table, oldest first.
    ///   - rowsBefore: rows that were there before the first of them.
    init(behind runs: [StoredCounts.Run], rowsBefore: Int) {
        self.init(rowsBefore: rowsBefore)
        for run in runs {
            for account in run.accounts {
                let written = account.written
                let source = run.record.hasLineage ? account.input.index : nil
                add(Standing(rows: written.inserted + written.updated, contents: account.input.contents), of: source)
                for displacement in account.displaced {
                    remove(Standing(rows: displacement.rows, contents: displacement.contents), of: displacement.earlierInput)
                }
            }
        }
    }

    public subscript(input: Int?) -> Standing { byInput[input] ?? Standing() }

    public var rows: Int { byInput.values.reduce(0) { $0 + $1.rows } }
    public var contents: UInt64 { byInput.values.reduce(0) { $0 &+ $1.contents } }

    /// Costs a look into a dictionary: rows that come one by one are better added up first, as long as they are of one
    /// input.
    public mutating func add(_ standing: Standing, of input: Int?) {
        byInput[input, default: Standing()].rows += standing.rows
        byInput[input]!.contents &+= standing.contents
    }

    private mutating func remove(_ standing: Standing, of input: Int?) {
        byInput[input, default: Standing()].rows -= standing.rows
        byInput[input]!.contents &-= standing.contents
    }
}
