// How many rejects a run bears.

import PipelineSpec
import RowModel

/// Counts records and rejects against the spec's limit. Pure.
struct RejectBudget {
    /// A percentage is not judged on fewer records than this, except at the end: the first record alone is 0 % or 100
    /// %.
    static let fewestRecordsForPercent = 10_000

    let limit: RejectLimit
    private(set) var records = 0
    private(set) var rejects = 0

    /// - Parameters:
    ///   - records: records of the run that an earlier attempt has committed.
    ///   - rejects: rejects among them.
    init(limit: RejectLimit, records: Int = 0, rejects: Int = 0) {
        self.limit = limit
        self.records = records
        self.rejects = rejects
    }

    /// Counts a batch's records and rejects.
    /// - Returns: the reject that is one too many, if there is one now.
    mutating func count(records newRecords: Int, rejects newRejects: [Reject]) -> Reject? {
        records += newRecords
        let before = rejects
        rejects += newRejects.count
        guard isExceeded(judgingFewRecords: false), let last = newRejects.last else { return nil }
        switch limit {
        case .count(let most): return newRejects[max(0, most - before)]
        case .percent: return last
        }
    }

    /// Whether the run bears what was counted, now that all is.
    var isExceededAtEnd: Bool { isExceeded(judgingFewRecords: true) }

    private func isExceeded(judgingFewRecords: Bool) -> Bool {
        switch limit {
        case .count(let most):
            return rejects > most
        case .percent(let most):
            guard judgingFewRecords || records >= Self.fewestRecordsForPercent else { return false }
            return Double(rejects) * 100 > most * Double(records)
        }
    }
}
