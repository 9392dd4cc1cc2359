// What has been counted of a run so far, for whoever watches it.

import Ledger
import Sink

/// Numbers of this attempt at a run. What is proved is counted elsewhere; these are for looking at.
struct RunCounts: Sendable {
    /// What there is to read, in order.
    var inputs: [RunReadings.Input] = []
    /// Bytes read and records decoded of the inputs that are done.
    private(set) var bytes = 0
    private(set) var records = 0
    private(set) var commits = 0
    private(set) var commitSeconds = 0.0
    private var totals: [[StageRecord]] = []
    private var committed: [[StageRecord]] = []

    /// What the stages of a target have done, the open transaction included; empty before its first batch.
    func totals(of target: Int) -> [StageRecord] { totals.indices.contains(target) ? totals[target] : [] }
    /// The same as it is committed.
    func committed(of target: Int) -> [StageRecord] { committed.indices.contains(target) ? committed[target] : [] }

    /// Adds an input that the reader is done with.
    mutating func add(_ reader: ReaderActivity) {
        guard reader.position != nil else { return }
        bytes += reader.bytes
        records += reader.newRecords
    }

    mutating func note(_ stages: [StageRecord], ofTarget target: Int) {
        while totals.count <= target { totals.append([]) }
        totals[target] = stages
    }

    mutating func note(_ transaction: CommittedTransaction) {
        commits += 1
        commitSeconds += transaction.seconds
        totals = transaction.totals
        committed = transaction.totals
    }
}
