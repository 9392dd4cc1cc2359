// How many rejects each target of a run bears.

import Ledger
import PipelineSpec
import RowModel

/// The reject budget of one target, and what to say when it is spent.
struct TargetBound {
    private var budget: RejectBudget
    /// nil if there is only one target.
    private let table: String?
    private var lastReject: (input: String, reject: Reject)?

    /// - Parameter committed: what an earlier attempt at this run has committed.
    init(_ limit: RejectLimit, table: String?, committed: [InputAccount]) {
        self.table = table
        budget = RejectBudget(
            limit: limit, records: committed.reduce(0) { $0 + $1.input.records },
            rejects: committed.reduce(0) { $0 + $1.rejected })
    }

    /// - Throws: ``FlowError/tooManyRejects(_:)``
    mutating func count(records: Int, _ rejects: ArraySlice<Reject>, of input: String) throws(FlowError) {
        if let reject = budget.count(records: records, rejects: Array(rejects)) { throw tooMany(reject, in: input) }
        if let last = rejects.last { lastReject = (input, last) }
    }

    /// All rejects may have been those of an earlier attempt at this run.
    /// - Throws: ``FlowError/tooManyRejects(_:)``
    func checkAtEnd() throws(FlowError) {
        if budget.isExceededAtEnd { throw tooMany(lastReject?.reject, in: lastReject?.input ?? "") }
    }

    private func tooMany(_ reject: Reject?, in input: String) -> FlowError {
        .tooManyRejects(
            FlowError.TooManyRejects(
                input: input, table: table, reject: reject, limit: budget.limit, rejects: budget.rejects,
                records: budget.records))
    }
}
