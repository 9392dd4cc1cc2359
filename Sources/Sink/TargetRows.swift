// The last touch to a batch before it is sent to the writer: where its rows came from, and what they hold.

import Foundation
import Ledger
import RowModel

/// Prepares batches for the target on the reader's side, which has time to spare.
public struct TargetRows: Sendable {
    private let contents: RowContents
    private let lineage: LineageColumns?

    init(columns: [Column], lineage: LineageColumns?) {
        contents = RowContents(columns)
        self.lineage = lineage
    }

    /// Fills the lineage columns, and the batch's checksum. To be called once, behind the last stage.
    public func prepare(_ batch: RowBatch) {
        lineage?.fill(batch)
        if Self.skipsChecksum { return }
        batch.contents = contents.sum(of: 0..<batch.rowCount, in: batch)
    }

    /// `WEIR_TEST_SKIP_CHECKSUM=1` leaves the checksum out, so that `make bench` can tell what it costs. Not for use:
    /// `--deep` then finds every table altered.
    private static let skipsChecksum = ProcessInfo.processInfo.environment["WEIR_TEST_SKIP_CHECKSUM"] == "1"

    /// Lets rows say that they came from an input under another number, or from a record further behind. Where the table
    /// has no lineage it changes nothing.
    /// - Parameter recordsBefore: what is added to the records' numbers.
    func renumber(_ batch: RowBatch, input: Int, recordsBefore: Int) {
        lineage?.renumber(batch, input: input, recordsBefore: recordsBefore)
    }

    /// The checksum of a batch's rows as they are.
    func contents(of batch: RowBatch) -> UInt64 { contents.sum(of: 0..<batch.rowCount, in: batch) }

    func hash(ofRow row: Int, in batch: RowBatch) -> UInt64 {
        contents.hash(ofRow: row, in: batch)
    }
}

/// The columns that say which record of which input a row came from, and their slots.
public struct LineageColumns: Sendable {
    let inputSlot: Int
    let recordSlot: Int

    /// - Parameter firstSlot: the first of two slots that no other column has.
    public init(firstSlot: Int) {
        inputSlot = firstSlot
        recordSlot = firstSlot + 1
    }

    var columns: [Column] {
        [
            Column(name: LineageName.input, type: .integer, slot: inputSlot),
            Column(name: LineageName.record, type: .integer, slot: recordSlot),
        ]
    }

    func fill(_ batch: RowBatch) {
        for index in 0..<batch.rowCount {
            let row = batch.row(index)
            row[inputSlot] = .integer(Int64(batch.inputIndex))
            row[recordSlot] = .integer(Int64(batch.recordNumber(ofRow: index)))
        }
    }

    func renumber(_ batch: RowBatch, input: Int, recordsBefore: Int) {
        for index in 0..<batch.rowCount {
            let row = batch.row(index)
            row[inputSlot] = .integer(Int64(input))
            // Whoever has put something else there finds it out by the checksum.
            guard row[recordSlot].tag == .integer else { continue }
            row[recordSlot] = .integer(row[recordSlot].integerValue &+ Int64(recordsBefore))
        }
    }
}
