// A test hook: batches that lose or change a row on the reader's side. See TestFault.

import RowModel
import Synchronization

/// Strikes the batch that is the N-th to arrive somewhere. Not for use.
struct BatchFault {
    private enum Kind: String {
        /// The first transform loses a row and says that it passed it on.
        case loseRow = "lose-row"
        /// The first transform loses a row and says that it was dropped on purpose.
        case dropRow = "drop-row"
        /// A transform gives a row a wrong value.
        case misderive = "misderive"
        /// A value changes behind the last stage.
        case corruptCell = "corrupt-cell"
    }

    private let kind: Kind
    private let countdown: FaultCountdown

    /// - Returns: nil, unless such a fault is asked for.
    init?() {
        guard let fault = TestFault.requested, let kind = Kind(rawValue: fault.name) else { return nil }
        self.kind = kind
        countdown = FaultCountdown(fault.number)
    }

    func strike(_ batch: RowBatch, behindTransform position: Int) {
        guard position == 0, kind != .corruptCell, batch.rowCount > 0, countdown.isDue() else { return }
        switch kind {
        case .loseRow:
            batch.rowCount -= 1
        case .dropRow:
            batch.rowCount -= 1
            let tally = batch.tallies[1]
            batch.tallies[1] = Tally(
                stored: tally.in, added: tally.added, out: tally.out - 1, dropped: tally.dropped + 1, rejected: tally.rejected)
        case .misderive:
            flip(batch)
        case .corruptCell:
            break
        }
    }

    func strikePrepared(_ batch: RowBatch) {
        if kind == .corruptCell, batch.rowCount > 0, countdown.isDue() { flip(batch) }
    }

    /// Changes the last bit of the first whole number of the first row.
    private func flip(_ batch: RowBatch) {
        for slot in 0..<batch.shape.slots where batch.row(0)[slot].tag == .integer {
            batch.row(0)[slot] = .integer(batch.row(0)[slot].integerValue ^ 1)
            return
        }
    }
}

/// Says which one of many is hit.
final class FaultCountdown: Sendable {
    private let left: Mutex<Int>

    init(_ number: Int) {
        left = Mutex(number)
    }

    func isDue() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }
}
