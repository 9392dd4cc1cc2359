// All that is counted of one input: the unit the balance law is about.

import RowModel

/// An input and the tallies of every stage for it, in the order of the pipeline: decode first, sink last.
public struct InputAccount: Sendable, Equatable {
    public var input: InputRecord
    public var stages: [StageRecord]

    public init(input: InputRecord, stages: [StageRecord]) {
        self.input = input
        self.stages = stages
    }

    /// Rows the table gained from this input.
    public var inserted: Int { stages.last?.written?.inserted ?? 0 }
    public var rejected: Int { stages.reduce(0) { $0 + $1.tally.rejected } }
    public var dropped: Int { stages.reduce(0) { $0 + $1.tally.dropped } }
}
