// A record that a row came from, told apart from the block that it was read in.

/// Where a record stood in its input, and what a batch has of its raw bytes.
public struct CarriedRecord: Sendable, Equatable {
    /// Most raw bytes that a batch has of a record whose rows were taken over from another one: a record may have become
    /// millions of rows, each of which may be refused and kept with these bytes.
    public static let longestCopy = 4096

    /// 1-based, within its input.
    public var number: Int
    /// Offset of its first byte in the decoded input.
    public var byteOffset: Int
    /// The kept raw bytes, as a range of the arena: all, or the start.
    public var raw: Range<Int>
    /// Length in bytes of the whole raw record.
    public var rawLength: Int

    public init(number: Int, byteOffset: Int, raw: Range<Int>, rawLength: Int) {
        self.number = number
        self.byteOffset = byteOffset
        self.raw = raw
        self.rawLength = rawLength
    }
}

extension RowBatch {
    /// Takes over the record of a row of another batch, with the start of its raw bytes, unless it is the one that was taken
    /// over last. May move the arena.
    /// - Returns: its position in ``carriedRecords``.
    public func carryRecord(ofRow row: Int, of source: RowBatch) -> Int {
        var record = source.record(ofRow: row)
        if let last = carriedRecords.last, last.number == record.number, last.byteOffset == record.byteOffset {
            return carriedRecords.count - 1
        }
        let kept = min(record.raw.count, CarriedRecord.longestCopy)
        let offset = append(UnsafeRawBufferPointer(start: source.arena + record.raw.lowerBound, count: kept))
        record.raw = offset..<offset + kept
        carriedRecords.append(record)
        return carriedRecords.count - 1
    }
}
