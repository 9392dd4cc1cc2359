// The transaction that is open, and when it is to be committed.

import PipelineSpec
import RowModel

/// What is in a transaction, of all targets together.
struct OpenTransaction {
    private let began = ContinuousClock().now
    private(set) var rows = 0
    private var bytes = 0

    /// How long it has been open.
    var seconds: Double { (ContinuousClock().now - began).seconds }

    mutating func add(_ batch: RowBatch) {
        rows += batch.rowCount
        bytes += batch.usedBytes
    }

    /// - Parameter bytes: about as many as they take.
    mutating func add(rows: Int, bytes: Int) {
        self.rows += rows
        self.bytes += bytes
    }

    func isDue(_ thresholds: CommitThresholds) -> Bool {
        rows >= thresholds.rows || bytes >= thresholds.bytes || seconds >= thresholds.seconds
    }
}
