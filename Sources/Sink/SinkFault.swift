// A test hook: a writer that says it has written what it has not. See TestFault.

import BatchSQL
import GRDB
import RowModel

/// Strikes the N-th batch or commit. Confined to the writer's task. Not for use.
final class SinkFault {
    private enum Kind: String {
        /// A row of the batch is gone as soon as it is in.
        case loseInserted = "lose-inserted-row"
        /// The rejects of the batch are not kept.
        case loseRejects = "lose-rejects"
        /// The transaction is undone instead of committed.
        case loseCommit = "lose-commit"
    }

    private let kind: Kind
    private var left: Int

    /// - Returns: nil, unless such a fault is asked for.
    init?() {
        guard let fault = TestFault.requested, let kind = Kind(rawValue: fault.name) else { return nil }
        self.kind = kind
        left = fault.number
    }

    /// Between the insertion of a batch and the keeping of its rejects.
    func strike(_ batch: RowBatch, _ table: String, _ db: Database) throws {
        switch kind {
        case .loseInserted where isDue():
            try db.execute(
                sql: "DELETE FROM \(quoted(identifier: table)) WHERE rowid = (SELECT max(rowid) FROM \(quoted(identifier: table)))")
        case .loseRejects where !batch.rejects.isEmpty && isDue():
            batch.rejects.removeAll()
        default:
            break
        }
    }

    func losesCommit() -> Bool { kind == .loseCommit && isDue() }

    private func isDue() -> Bool {
        left -= 1
        return left == 0
    }
}
