// A sink that only counts: for runs that write nothing.

import Ledger
import RowModel

/// Keeps the accounts of a run as if every row that reaches it were inserted, and checks that they balance. What the
/// tables would refuse, update or leave out is not known.
public final class CountingSink: RunSink {
    private var open: [OpenAccounts]
    /// Which target an input is for.
    private var targetOfInput: [Int: Int] = [:]

    public init(targets: Int = 1) {
        open = Array(repeating: OpenAccounts(), count: targets)
    }

    public func beginInput(_ inputs: [TargetInput], isAtomic: Bool) {
        for input in inputs {
            targetOfInput[input.account.input.index] = input.target
            open[input.target].begin(input.account)
        }
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``
    public func write(_ batch: RowBatch, judge: (ArraySlice<Reject>) throws -> Void) throws {
        let target = targetOfInput[batch.inputIndex]!
        let account = open[target][batch.inputIndex]
        let imbalances = BatchCheck.imbalances(of: batch, behind: account, part: open[target].openParts)
        guard imbalances.isEmpty else {
            throw SinkError.unbalanced(input: account.input.identity.path, imbalances: imbalances)
        }
        var insertion = BatchInsertion(contents: batch.contents)
        insertion.rows.inserted = batch.rowCount
        open[target].add(batch, insertion)
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``
    public func endInput(_ inputs: [Int], _ end: InputEnd) throws {
        for input in inputs {
            let target = targetOfInput.removeValue(forKey: input)!
            try open[target].end(input, end)
            try open[target].checkBalance()
        }
    }

    public var isBetweenRecords: Bool { open.allSatisfy { $0.openParts == 0 } }

    public func totals(of target: Int) -> [StageRecord] { open[target].totals }

    public func accounts() -> [[InputAccount]] {
        open.map { $0.all.sorted { $0.input.index < $1.input.index } }
    }
}
