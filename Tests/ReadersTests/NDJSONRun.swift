// Drives an NDJSON decoder over bytes, the way a reader does, and collects what comes out.

import Foundation
import Readers
import RowModel

/// A cell as a test can write it down.
enum Value: Equatable, CustomStringConvertible {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    init(_ cell: Cell, in batch: RowBatch) {
        switch cell.tag {
        case .null: self = .null
        case .integer: self = .integer(cell.integerValue)
        case .real: self = .real(cell.realValue)
        case .text: self = .text(String(decoding: batch.bytes(of: cell), as: UTF8.self))
        case .blob: self = .blob(Array(batch.bytes(of: cell)))
        }
    }

    var description: String {
        switch self {
        case .null: "null"
        case .integer(let value): "\(value)"
        case .real(let value): "real \(value)"
        case .text(let value): value.debugDescription
        case .blob(let value): "\(value)"
        }
    }
}

/// What was decoded.
struct NDJSONRun: Equatable {
    struct Row: Equatable {
        var record: Int
        var raw: String
        var values: [Value]
    }

    struct Refused: Equatable {
        var record: Int
        var byteOffset: Int
        var column: String?
        var reason: String
        var raw: [UInt8]
        var rawLength: Int
    }

    var rows: [Row] = []
    var rejects: [Refused] = []
    var blankLines = 0
    var records = 0

    var values: [[Value]] { rows.map(\.values) }
    var reasons: [String] { rejects.map(\.reason) }

    /// - Parameters:
    ///   - blocks: the lengths of the pieces in which the bytes arrive, over and over; nil for all at once.
    ///   - rowCapacity: of the batches.
    init(
        _ bytes: some Sequence<UInt8>, columns: [(String, String?, ColumnType)], extra: ExtraColumns = .ignore, maxRecord: Int = 1 << 24,
        blocks: [Int]? = nil, rowCapacity: Int = 1000
    ) throws {
        let bytes = Array(bytes)
        let sources = columns.enumerated().map { SourceColumn(name: $1.0, from: $1.1, type: $1.2, slot: $0) }
        var decoder: any RecordDecoder = try NDJSONDecoder(
            plan: DecodePlan(format: .ndjson, compression: .none, columns: sources, extraColumns: extra, maxRecordBytes: maxRecord))
        let batch = RowBatch(shape: BatchShape(slots: columns.count + 1, rowCapacity: rowCapacity, blockBytes: 32))
        var carry: [UInt8] = []
        var consumed = 0
        var taken = 0
        var turn = 0
        repeat {
            batch.reset()
            batch.streamOffset = consumed
            for index in 0..<rowCapacity * batch.shape.slots { batch.cells[index] = .integer(-99) }
            let isFinal = taken == bytes.count
            _ = carry.withUnsafeBytes { batch.append($0) }
            let used = try decoder.decode(batch, blockEnd: carry.count, isFinal: isFinal)
            collect(batch)
            let isStuck = used == 0 && batch.rowCount == 0 && batch.rejects.isEmpty
            let endsRecord = used == 0 || used == carry.count && isFinal || carry[used - 1] == UInt8(ascii: "\n")
            precondition(endsRecord || batch.rowCount == 0 && batch.rejects.isEmpty, "a batch ends within a record")
            precondition(!isStuck || carry.count <= maxRecord + 1 || carry.isEmpty, "asked for more than a record may be long")
            precondition(!isFinal || !isStuck || carry.isEmpty, "stuck at the end")
            carry.removeFirst(used)
            consumed += used
            let isFull = batch.rowCount == rowCapacity || batch.rejects.count == RecordDecoding.rejectCapacity
            if isFinal && carry.isEmpty && !isFull { break }
            if !isFull || used == 0 {
                let length = blocks.map { $0[turn % $0.count] } ?? bytes.count
                turn += 1
                let next = bytes[taken..<min(bytes.count, taken + length)]
                carry += next
                taken += next.count
            }
        } while true
        records = decoder.records
    }

    private mutating func collect(_ batch: RowBatch) {
        blankLines += batch.blankLines
        for index in 0..<batch.rowCount {
            let origin = batch.origins[index]
            let raw = UnsafeBufferPointer(start: batch.arena + Int(origin.rawOffset), count: Int(origin.rawLength))
            rows.append(
                Row(
                    record: batch.recordNumber(ofRow: index), raw: String(decoding: raw, as: UTF8.self),
                    values: (0..<batch.shape.slots).map { Value(batch.row(index)[$0], in: batch) }.dropLast(
                        batch.row(index)[batch.shape.slots - 1] == .integer(-99) ? 1 : 0)))
        }
        for reject in batch.rejects {
            let raw = UnsafeBufferPointer(start: batch.arena + reject.raw.lowerBound, count: reject.raw.count)
            rejects.append(
                Refused(
                    record: reject.record, byteOffset: reject.byteOffset, column: reject.column, reason: reject.reason, raw: Array(raw),
                    rawLength: reject.rawLength))
        }
    }

    static func == (first: NDJSONRun, second: NDJSONRun) -> Bool {
        first.rows == second.rows && first.rejects == second.rejects && first.blankLines == second.blankLines && first.records == second.records
    }
}
