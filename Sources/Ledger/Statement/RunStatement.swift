// What the ledger says of a run, for a page about it.

import RowModel

/// A run with its totals. Bounded, however many inputs it had.
public struct RunStatement: Sendable {
    public var record: RunRecord
    public var specPath: String
    public var specText: String
    public var toolVersion: String
    public var state: RunState
    /// Who is at it, such as `pid 123, since 2026-11-19T02:00:00Z`; nil where nobody is.
    public var holder: String?
    public var totals = InputTotals()
    /// Inputs as they are worth a look: those that were not read to their end, then those with the most rejects, then
    /// in their order.
    public var inputs: [InputOutcome] = []
    /// The first equations of the balance law that do not hold, with the path of the input.
    public var imbalances: [(path: String, imbalance: Imbalance)] = []
    /// Whether its entries are as they were when it ended; nil where there is no seal.
    public var isSealIntact: Bool?
    public var measures: RunMeasures?
    public var samples: [RunSample] = []

    /// Most inputs that are named.
    public static let mostInputs = 500
    static let mostImbalances = 10

    public var isBalanced: Bool { imbalances.isEmpty && isSealIntact != false }

    init(_ record: RunRecord, _ state: RunState, specPath: String, specText: String, toolVersion: String) {
        self.record = record
        self.state = state
        self.specPath = specPath
        self.specText = specText
        self.toolVersion = toolVersion
    }

    mutating func add(_ account: InputAccount) {
        totals.add(account)
        inputs.append(InputOutcome(account))
        if inputs.count >= 2 * Self.mostInputs { keepTheForemost() }
        for imbalance in BalanceLaw.imbalances(of: account) where imbalances.count < Self.mostImbalances {
            imbalances.append((account.input.identity.path, imbalance))
        }
    }

    mutating func keepTheForemost() {
        inputs = Array(inputs.sorted(by: InputOutcome.isForemost).prefix(Self.mostInputs))
    }
}

/// An input by what became of its records.
public struct InputOutcome: Sendable, Equatable {
    /// As ``InputRecord/index``.
    public var index: Int
    public var path: String
    /// Bytes of the file.
    public var size: Int
    public var records: Int
    public var written: WrittenRows
    public var added: Int
    public var dropped: Int
    public var rejected: Int
    public var isComplete: Bool

    init(_ account: InputAccount) {
        index = account.input.index
        path = account.input.identity.path
        size = account.input.identity.size
        records = account.input.records
        written = account.written
        added = account.stages.reduce(0) { $0 + $1.tally.added }
        dropped = account.dropped
        rejected = account.rejected
        isComplete = account.input.isComplete
    }

    static func isForemost(_ left: Self, _ right: Self) -> Bool {
        if left.isComplete != right.isComplete { return right.isComplete }
        if left.rejected != right.rejected { return left.rejected > right.rejected }
        return left.index < right.index
    }
}

/// All inputs of a run together.
public struct InputTotals: Sendable, Equatable {
    public var inputs = 0
    public var complete = 0
    /// Bytes of the files.
    public var size = 0
    public var records = 0
    public var written = WrittenRows()
    /// Rows of earlier inputs that were taken out of the table to make room.
    public var removed = 0
    /// Of each stage; decode first, sink last.
    public var stages: [StageRecord] = []

    public var added: Int { stages.reduce(0) { $0 + $1.tally.added } }
    public var dropped: Int { stages.reduce(0) { $0 + $1.tally.dropped } }
    public var rejected: Int { stages.reduce(0) { $0 + $1.tally.rejected } }

    mutating func add(_ account: InputAccount) {
        inputs += 1
        complete += account.input.isComplete ? 1 : 0
        size += account.input.identity.size
        records += account.input.records
        written = written + account.written
        removed += account.displaced.rows(.reloaded)
        for (position, stage) in account.stages.enumerated() {
            guard position < stages.count else {
                stages.append(stage)
                continue
            }
            stages[position].tally.merge(stage.tally)
            if let written = stage.written {
                stages[position].written = (stages[position].written ?? WrittenRows()) + written
            }
        }
    }
}
