// Batches made of values, as a decoder would have left them.

import RowModel

extension RowBatch {
    /// A batch with these rows. Each row has a raw record, `<record 7>` for record 7, in the block at the arena's start; decode's
    /// tally counts the rows.
    /// - Parameters:
    ///   - slots: cells per row; at least as many as the longest row has values.
    ///   - firstRecord: number of the first row's record.
    public convenience init(rows: [[Value]], slots: Int? = nil, firstRecord: Int = 1, inputIndex: Int = 0) {
        let width = slots ?? rows.map(\.count).max() ?? 0
        self.init(shape: BatchShape(slots: width, rowCapacity: max(1, rows.count), blockBytes: 64))
        for index in rows.indices {
            let raw = Array("<record \(firstRecord + index)>".utf8)
            let offset = raw.withUnsafeBytes { append($0) }
            origins[index] = RowOrigin(
                recordDelta: UInt32(index), rawOffset: UInt32(offset), rawLength: UInt32(raw.count))
        }
        blockEnd = arenaCount
        for (index, values) in rows.enumerated() {
            for slot in 0..<width { row(index)[slot] = slot < values.count ? cell(values[slot]) : .null }
        }
        rowCount = rows.count
        recordBase = firstRecord
        self.inputIndex = inputIndex
        var tally = Tally()
        tally.pass(rows.count)
        tallies = [tally]
    }

    /// Puts a value into the batch, its bytes behind those in use. May move the arena.
    public func cell(_ value: Value) -> Cell {
        switch value {
        case .null: return .null
        case .integer(let integer): return .integer(integer)
        case .real(let real): return .real(real)
        case .text(let text):
            let bytes = Array(text.utf8)
            return .text(offset: bytes.withUnsafeBytes { append($0) }, length: bytes.count)
        case .blob(let bytes):
            return .blob(offset: bytes.withUnsafeBytes { append($0) }, length: bytes.count)
        }
    }

    public func value(of cell: Cell) -> Value {
        switch cell.tag {
        case .null: .null
        case .integer: .integer(cell.integerValue)
        case .real: .real(cell.realValue)
        case .text: .text(String(decoding: bytes(of: cell), as: UTF8.self))
        case .blob: .blob(Array(bytes(of: cell)))
        }
    }

    /// The rows by the columns of a schema.
    public func values(_ schema: RowSchema) -> [[Value]] {
        (0..<rowCount).map { index in schema.columns.map { value(of: row(index)[$0.slot]) } }
    }

    /// A reject's kept raw bytes.
    public func rawText(of reject: Reject) -> String {
        String(decoding: UnsafeRawBufferPointer(start: arena + reject.raw.lowerBound, count: reject.raw.count), as: UTF8.self)
    }
}

extension RowSchema {
    /// Columns in consecutive slots.
    public init(_ columns: KeyValuePairs<String, ColumnType>) {
        self.init(columns.enumerated().map { Column(name: $1.key, type: $1.value, slot: $0) })
    }
}
