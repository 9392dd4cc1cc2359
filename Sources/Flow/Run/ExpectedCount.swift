// The counts of a run of which something can be expected: in its accounts, and in earlier runs.

import Ledger
import PipelineSpec

/// A count, by its key in `expect`.
enum ExpectedCount: String, CaseIterable {
    case rowsRead = "rows_read"
    case rowsWritten = "rows_written"
    case rejects

    func condition(in expectations: ExpectSpec) -> CountCondition? {
        switch self {
        case .rowsRead: expectations.rowsRead?.value
        case .rowsWritten: expectations.rowsWritten?.value
        case .rejects: expectations.rejects?.value
        }
    }

    func usualCondition(in expectations: ExpectSpec) -> UsualCondition? {
        switch self {
        case .rowsRead: expectations.usual.rowsRead?.value
        case .rowsWritten: expectations.usual.rowsWritten?.value
        case .rejects: expectations.usual.rejects?.value
        }
    }

    func value(_ accounts: [InputAccount]) -> Int {
        accounts.reduce(0) { sum, account in
            switch self {
            case .rowsRead: sum + account.input.records
            case .rowsWritten: sum + account.written.inserted + account.written.updated
            case .rejects: sum + account.rejected
            }
        }
    }

    private func value(_ totals: RunTotals) -> Int {
        switch self {
        case .rowsRead: totals.records
        case .rowsWritten: totals.rowsWritten
        case .rejects: totals.rejected
        }
    }

    /// - Parameter earlier: runs, newest first.
    /// - Returns: nil if they are fewer than the condition wants.
    func usual(_ condition: UsualCondition, _ earlier: [RunTotals]) -> Usual? {
        Usual(of: earlier.prefix(condition.runs).map(value), fewest: condition.atLeast)
    }
}
