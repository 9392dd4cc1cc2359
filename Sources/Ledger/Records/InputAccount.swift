// All that is counted of one input: the unit the balance law is about.

import RowModel

/// An input and the tallies of every stage for it, in the order of the pipeline: decode first, sink last.
public struct InputAccount: Sendable, Equatable {
    public var input: InputRecord
    public var stages: [StageRecord]
    /// Rows of the table that gave way to this input's.
    public var displaced: [Displacement]

    public init(input: InputRecord, stages: [StageRecord], displaced: [Displacement] = []) {
        self.input = input
        self.stages = stages
        self.displaced = displaced
    }

    /// What became of this input's rows in the table.
    public var written: WrittenRows { stages.last?.written ?? WrittenRows() }
    public var inserted: Int { written.inserted }
    /// Rows that the table has more than before this input, or fewer.
    public var gained: Int { inserted - displaced.rows(.reloaded) }
    public var rejected: Int { stages.reduce(0) { $0 + $1.tally.rejected } }
    public var dropped: Int { stages.reduce(0) { $0 + $1.tally.dropped } }
}
