// The contents of a batch's rows, hashed from their cells.

/// Hashes rows of a batch as they will stand in the table. See ``ContentHash``.
public struct RowContents: Sendable {
    @usableFromInline
    struct HashedColumn: Sendable {
        @usableFromInline let slot: Int
        @usableFromInline let seed: UInt64

        @usableFromInline
        init(slot: Int, seed: UInt64) {
            self.slot = slot
            self.seed = seed
        }
    }

    @usableFromInline let columns: [HashedColumn]

    public init(_ columns: [Column]) {
        self.columns = columns.map { HashedColumn(slot: $0.slot, seed: ContentHash.seed(ofColumn: $0.name)) }
    }

    /// The sum of the hashes of rows `rows`, modulo 2^64.
    @inlinable
    public func sum(of rows: Range<Int>, in batch: RowBatch) -> UInt64 {
        columns.withUnsafeBufferPointer { columns in
            var total: UInt64 = 0
            for index in rows {
                let row = batch.row(index)
                var cells: UInt64 = 0
                for column in columns {
                    let cell = row[column.slot]
                    switch cell.tag {
                    case .null: continue
                    case .integer: cells &+= ContentHash.integer(cell.integerValue, seed: column.seed)
                    case .real: cells &+= ContentHash.real(cell.realValue, seed: column.seed)
                    case .text: cells &+= ContentHash.text(batch.bytes(of: cell), seed: column.seed)
                    case .blob: cells &+= ContentHash.blob(batch.bytes(of: cell), seed: column.seed)
                    }
                }
                total &+= ContentHash.row(cells)
            }
            return total
        }
    }

    public func hash(ofRow row: Int, in batch: RowBatch) -> UInt64 {
        sum(of: row..<row + 1, in: batch)
    }
}
