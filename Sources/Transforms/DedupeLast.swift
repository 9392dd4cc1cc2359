// dedupe with keep: last: of rows with the same key the last one of the input stays.

import BatchSQL
import PipelineSpec
import RowModel

/// Holds all rows back until the input's end, and then hands on those whose key no later row had, in their order. Each row is
/// written to a temporary file once and read once.
///
/// Memory: that of a ``KeyStore`` and a ``RowSpool``, and a bit for each row of the input.
final class DedupeLast: EmittingTransform {
    private let key: RowKey
    private let slots: [Int]
    private let values: RowKey
    private var held: Held?
    private var batch: RowBatch?
    private var isEnding = false

    /// What is known of the rows of an input.
    private struct Held {
        /// Positions of rows by their keys.
        let last = KeyStore()
        let rows: RowSpool
        var given = Positions()
        var dropped = 0
    }

    /// - Parameter slots: of all columns that the rows have.
    init(key: RowKey, slots: [Int]) {
        self.key = key
        self.slots = slots
        values = RowKey(slots: slots)
    }

    var addsRows: Bool { false }
    var holdsRows: Bool { true }

    func begin() throws {
        batch = nil
        isEnding = false
        held = try spilling { () throws(SQLiteError) in Held(rows: try RowSpool()) }
    }

    func take(_ batch: RowBatch, stage: Int) { self.batch = batch }

    func finish(stage: Int) { isEnding = true }

    func next(from parts: PartMaker) throws -> RowBatch? {
        if let batch {
            self.batch = nil
            try spilling { () throws(SQLiteError) in try hold(batch) }
            return batch
        }
        guard isEnding else { return nil }
        let part = parts.take()
        var tally = Tally()
        try spilling { () throws(SQLiteError) in try fill(part) }
        guard part.rowCount > 0 else {
            isEnding = false
            held = nil
            parts.giveBack(part)
            return nil
        }
        tally.release(out: part.rowCount, dropped: held?.dropped ?? 0)
        held?.dropped = 0
        part.tallies.append(tally)
        return part
    }

    private func hold(_ batch: RowBatch) throws(SQLiteError) {
        for row in 0..<batch.rowCount {
            let position = held!.rows.count
            try held!.rows.append(row, of: batch, values: values.of(batch.row(row), in: batch))
            let earlier = try held!.last.exchange(key.of(batch.row(row), in: batch), UInt64(position))
            guard let earlier else { continue }
            held!.given.insert(Int(earlier))
            held!.dropped += 1
        }
        var tally = Tally()
        tally.hold(batch.rowCount)
        batch.tallies.append(tally)
        batch.rowCount = 0
    }

    /// Puts rows into a part until it has as many, or bytes of them, as a batch is meant to have.
    private func fill(_ part: RowBatch) throws(SQLiteError) {
        while part.rowCount < part.shape.rowCapacity, part.arenaCount < part.shape.blockBytes,
            let row = try held?.rows.next()
        {
            if held!.given.contains(row.position) { continue }
            let index = part.rowCount
            part.origins[index] = RowOrigin(recordDelta: UInt32(carry(row, into: part)), rawOffset: 0, rawLength: 0)
            part.row(index).update(repeating: .null, count: part.shape.slots)
            RowValues.read(row.values, into: part.row(index), slots: slots, in: part)
            part.rowCount += 1
        }
    }

    /// - Returns: the record's position in the part's.
    private func carry(_ row: RowSpool.Held, into part: RowBatch) -> Int {
        if let last = part.carriedRecords.last, last.number == row.record.number { return part.carriedRecords.count - 1 }
        var record = row.record
        let offset = part.append(row.raw)
        record.raw = offset..<offset + row.raw.count
        part.carriedRecords.append(record)
        return part.carriedRecords.count - 1
    }

    private func spilling<Result>(_ body: () throws(SQLiteError) -> Result) throws(TransformError) -> Result {
        do {
            return try body()
        } catch {
            throw .cannotSpill(transform: "dedupe", error)
        }
    }
}

/// A set of row numbers, a bit for each that there may be.
private struct Positions {
    private var words: [UInt64] = []

    mutating func insert(_ position: Int) {
        while words.count <= position / 64 { words.append(0) }
        words[position / 64] |= 1 << UInt64(position % 64)
    }

    func contains(_ position: Int) -> Bool {
        position / 64 < words.count && words[position / 64] & 1 << UInt64(position % 64) != 0
    }
}
