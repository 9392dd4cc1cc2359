// What a reader makes of an input, as values that a test can compare.

import Readers
import RowModel

/// A reject without its place in a batch.
struct DecodedReject: Equatable, CustomStringConvertible {
    var record: Int
    var byteOffset: Int
    var column: String?
    var reason: String
    var raw: [UInt8]
    var rawLength: Int

    var description: String { "#\(record) @\(byteOffset) \(column ?? "-"): \(reason) «\(String(decoding: raw.prefix(200), as: UTF8.self))»" }
}

/// Everything that a reader says about an input.
struct Decoded: Equatable {
    struct Row: Equatable {
        var record: Int
        var raw: [UInt8]
        /// Cells as text; nil is null.
        var values: [String?]
    }

    var rows: [Row] = []
    var rejects: [DecodedReject] = []
    var summary = InputSummary()
    var error: ReadError?
    /// Bytes of the largest arena met.
    var largestArena = 0

    var values: [[String?]] { rows.map(\.values) }

    /// The same, without what may differ between two ways of packing the same bytes.
    var content: Decoded {
        var copy = self
        copy.summary.fileBytes = 0
        copy.largestArena = 0
        return copy
    }

    /// Reads `bytes` to their end, or to an error, and checks what holds for every batch.
    static func reading(
        _ bytes: [UInt8], name: String = "input.csv", plan: DecodePlan, blockBytes: Int = 64, rowCapacity: Int = 4096,
        library: InflateLibrary = .preferred, nextChunk: @escaping () -> Int = { .max }
    ) -> Decoded {
        reading(plan: plan, blockBytes: blockBytes, rowCapacity: rowCapacity) { pool throws(ReadError) in
            try InputReader(
                source: ChunkedSource(bytes, nextChunk: nextChunk), name: name, inputIndex: 3, plan: plan, pool: pool, library: library)
        }
    }

    static func reading(
        plan: DecodePlan, blockBytes: Int, rowCapacity: Int, open: (BatchPool) throws(ReadError) -> InputReader
    ) -> Decoded {
        let slots = (plan.columns.map(\.slot).max() ?? -1) + 2
        let pool = BatchPool(
            shape: BatchShape(slots: slots, rowCapacity: rowCapacity, blockBytes: blockBytes), limit: 2)
        var decoded = Decoded()
        do throws(ReadError) {
            let reader = try open(pool)
            while let batch = try reader.next() {
                decoded.take(batch, slots: plan.slots)
                decoded.summary = reader.summary
                pool.put(batch)
            }
            decoded.summary = reader.summary
        } catch {
            decoded.error = error
        }
        return decoded
    }

    private mutating func take(_ batch: RowBatch, slots: [Int]) {
        precondition(batch.inputIndex == 3 && batch.tallies.count == 1 && batch.tallies[0].isBalanced)
        precondition(batch.tallies[0].out == batch.rowCount && batch.tallies[0].rejected == batch.rejects.count)
        largestArena = max(largestArena, batch.arenaCapacity)
        for index in 0..<batch.rowCount {
            let origin = batch.origins[index]
            let raw = UnsafeBufferPointer(start: batch.arena + Int(origin.rawOffset), count: Int(origin.rawLength))
            rows.append(
                Row(
                    record: batch.recordNumber(ofRow: index), raw: Array(raw),
                    values: slots.map { batch.text(of: batch.row(index)[$0]) }))
        }
        for reject in batch.rejects {
            precondition(reject.raw.upperBound <= batch.arenaCount)
            let raw = UnsafeBufferPointer(start: batch.arena + reject.raw.lowerBound, count: reject.raw.count)
            rejects.append(
                DecodedReject(
                    record: reject.record, byteOffset: reject.byteOffset, column: reject.column, reason: reject.reason,
                    raw: Array(raw), rawLength: reject.rawLength))
        }
    }
}

extension RowBatch {
    func text(of cell: Cell) -> String? {
        switch cell.tag {
        case .null: nil
        case .integer: String(cell.integerValue)
        case .real: String(cell.realValue)
        case .text: String(decoding: bytes(of: cell), as: UTF8.self)
        case .blob: "x'" + bytes(of: cell).map { String($0, radix: 16) }.joined() + "'"
        }
    }
}

extension DecodePlan {
    /// The slots that a test looks at: those of the columns, and of the extra ones.
    var slots: [Int] {
        if case .capture(let slot) = extraColumns { columns.map(\.slot) + [slot] } else { columns.map(\.slot) }
    }

    /// A CSV plan with columns called `c0`, `c1`, … taken by position, unless `columns` names others.
    static func csv(
        width: Int = 0, columns: [SourceColumn] = [], extraColumns: ExtraColumns = .fail, compression: Compression = .auto,
        maxRecordBytes: Int = 1 << 20, _ change: (inout CSVDialect) -> Void = { _ in }
    ) -> DecodePlan {
        var dialect = CSVDialect()
        if columns.isEmpty { dialect.header = .absent }
        change(&dialect)
        let byPosition = (0..<width).map { SourceColumn(name: "c\($0)", type: .text, slot: $0) }
        return DecodePlan(
            format: .csv(dialect), compression: compression, columns: columns.isEmpty ? byPosition : columns,
            extraColumns: extraColumns, maxRecordBytes: maxRecordBytes)
    }
}

extension [UInt8] {
    init(_ text: String) {
        self = Array(text.utf8)
    }
}
