// A sink that only counts: for runs that write nothing.

import Ledger
import RowModel

/// Keeps the accounts of a run as if every row that reaches it were inserted, and checks that they balance. What the table
/// would refuse, update or leave out is not known.
public final class CountingSink: RunSink {
    private var open = OpenAccounts()

    public init() {}

    public func beginInput(
        _ account: InputAccount, isAtomic: Bool, replacing reloaded: LoadedInput?, retrying: RetrySelection?
    ) {
        open.begin(account)
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``
    public func write(_ batch: RowBatch, judge: (ArraySlice<Reject>) throws -> Void) throws {
        let account = open[batch.inputIndex]
        let imbalances = BatchCheck.imbalances(of: batch, behind: account, part: open.openParts)
        guard imbalances.isEmpty else {
            throw SinkError.unbalanced(input: account.input.identity.path, imbalances: imbalances)
        }
        var insertion = BatchInsertion(contents: batch.contents)
        insertion.rows.inserted = batch.rowCount
        open.add(batch, insertion)
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``
    public func endInput(_ index: Int, _ end: InputEnd) throws {
        try open.end(index, end)
        try open.checkBalance()
    }

    public func accounts() -> [InputAccount] { open.all.sorted { $0.input.index < $1.input.index } }
}
