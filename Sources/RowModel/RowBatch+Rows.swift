// The rows of a batch: their cells, where they came from, and how they leave it.

extension RowBatch {
    @inlinable
    public func row(_ index: Int) -> UnsafeMutablePointer<Cell> {
        cells + index * shape.slots
    }

    /// The bytes of a text or blob cell. Valid until the arena grows or the batch is reset.
    @inlinable
    public func bytes(of cell: Cell) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: arena + cell.arenaOffset, count: cell.byteCount)
    }

    /// The 1-based number of a row's record within its input.
    @inlinable
    public func recordNumber(ofRow index: Int) -> Int {
        let delta = Int(origins[index].recordDelta)
        return carriedRecords.isEmpty ? recordBase + delta : carriedRecords[delta].number
    }

    /// Where a row's record begins in its input, decompressed.
    public func byteOffset(ofRow index: Int) -> Int { record(ofRow: index).byteOffset }

    /// The record that a row came from.
    public func record(ofRow index: Int) -> CarriedRecord {
        let origin = origins[index]
        if !carriedRecords.isEmpty { return carriedRecords[Int(origin.recordDelta)] }
        let start = Int(origin.rawOffset)
        let length = Int(origin.rawLength)
        return CarriedRecord(
            number: recordBase + Int(origin.recordDelta), byteOffset: streamOffset + start, raw: start..<start + length,
            rawLength: length)
    }

    /// Refuses a row on behalf of `stage`: notes the reject. The caller takes the row out of the batch.
    public func noteReject(row index: Int, stage: Int, column: String?, reason: String) {
        let record = record(ofRow: index)
        rejects.append(
            Reject(
                record: record.number, byteOffset: record.byteOffset, stage: stage, column: column, reason: reason,
                raw: record.raw, rawLength: record.rawLength))
    }

    /// Keeps the rows for which `keep` is true, in order, and returns how many went.
    public func compact(where keep: (Int) -> Bool) -> Int {
        var kept = 0
        for index in 0..<rowCount where keep(index) {
            if kept != index {
                row(kept).update(from: row(index), count: shape.slots)
                origins[kept] = origins[index]
            }
            kept += 1
        }
        defer { rowCount = kept }
        return rowCount - kept
    }
}
