// What a lookup completes rows from, loaded before the first row.

import BatchSQL
import PipelineSpec
import RowModel

/// The records of a reference by their keys. Loaded once, from batches whose slots are ``columns``. Confined to one task at a
/// time.
public final class Reference {
    /// A column as it is read.
    public struct Column: Sendable, Equatable {
        public var name: Located<String>
        public var type: ColumnType
    }

    public let spec: ReferenceSpec
    /// Where it is, as messages name it.
    public let path: String
    /// Each that is compared or taken, once.
    public let columns: [Column]
    /// Records that can be found: all but those with a null in their key.
    public private(set) var count = 0
    public private(set) var isLoaded = false
    /// A checksum of what it holds, in whatever order.
    private var contents: UInt64 = 0
    private let store = KeyStore(cacheBytes: 16 << 20)
    private let keySlots: [Int]
    private let key: RowKey
    private let values: RowKey
    private static let seed: UInt64 = 0x7765_6972

    init(_ spec: ReferenceSpec, path: String, keyColumns: [Column], valueColumns: [Column]) {
        self.spec = spec
        self.path = path
        var columns: [Column] = []
        for column in keyColumns + valueColumns where !columns.contains(where: { $0.name.value == column.name.value }) {
            columns.append(column)
        }
        func slot(_ column: Column) -> Int { columns.firstIndex { $0.name.value == column.name.value } ?? 0 }
        self.columns = columns
        keySlots = keyColumns.map(slot)
        key = RowKey(slots: keySlots)
        values = RowKey(slots: valueColumns.map(slot))
    }

    /// As messages name it: the file, or the table and its database.
    public var name: String {
        switch spec {
        case .file: path
        case .table(_, let table): "table \"\(table.value)\" of \(path)"
        }
    }

    /// What the ledger's digest of a run knows of it: the same for the same records.
    public var identity: String { "\(count)/\(contents)" }

    /// Says that all records have been added.
    public func endLoading() { isLoaded = true }

    /// Takes records in.
    /// - Throws: ``ReferenceError`` for a key that is there already or a value that its column can't hold;
    ///   ``TransformError``.
    public func add(_ batch: RowBatch) throws {
        for row in 0..<batch.rowCount {
            try check(row, of: batch)
            guard !hasNullKey(row, of: batch) else { continue }
            let key = key.of(batch.row(row), in: batch)
            let record = batch.recordNumber(ofRow: row)
            let payload = values.of(batch.row(row), in: batch, behind: UInt64(record))
            guard try spilling({ () throws(SQLiteError) in try store.insert(key, payload) }) else {
                let first = try spilling({ () throws(SQLiteError) in try store.find(key) }).map(Self.record) ?? 0
                throw ReferenceError.duplicateKey(
                    reference: name, key: keyText(row, of: batch), columns: keySlots.map { columns[$0].name.value }, first: first,
                    second: record)
            }
            count += 1
            let value = UnsafeRawBufferPointer(rebasing: payload[Self.recordBytes...])
            contents &+= ContentHash.row(
                ContentHash.text(key, seed: Self.seed) &+ ContentHash.blob(value, seed: Self.seed))
        }
    }

    static let recordBytes = 8

    private static func record(_ payload: UnsafeRawBufferPointer) -> Int {
        Int(UInt64(littleEndian: payload.loadUnaligned(as: UInt64.self)))
    }

    /// The values of a key, as ``RowKey`` writes them; nil if there is none. Valid until the next call.
    func find(_ key: UnsafeRawBufferPointer) throws(TransformError) -> UnsafeRawBufferPointer? {
        do {
            return try store.find(key).map { UnsafeRawBufferPointer(rebasing: $0[Self.recordBytes...]) }
        } catch {
            throw .cannotSpill(transform: "lookup", error)
        }
    }

    private func spilling<Result>(_ body: () throws(SQLiteError) -> Result) throws(TransformError) -> Result {
        do {
            return try body()
        } catch {
            throw .cannotSpill(transform: "lookup", error)
        }
    }

    private func hasNullKey(_ row: Int, of batch: RowBatch) -> Bool {
        keySlots.contains { batch.row(row)[$0].tag == .null }
    }

    private func keyText(_ row: Int, of batch: RowBatch) -> String {
        keySlots.map { slot in
            "\(ValueExcerpt(CellText.string(batch.row(row)[slot], type: columns[slot].type, in: batch).utf8))"
        }.joined(separator: ", ")
    }

    /// A table of SQLite's may hold in any column what it likes.
    private func check(_ row: Int, of batch: RowBatch) throws(ReferenceError) {
        guard case .table = spec else { return }
        for (slot, column) in columns.enumerated() {
            guard let fault = Self.fault(batch.row(row)[slot], column.type, in: batch) else { continue }
            throw .unfit(
                reference: name, record: batch.recordNumber(ofRow: row), column: column.name.value, reason: fault)
        }
    }

    private static func fault(_ cell: Cell, _ type: ColumnType, in batch: RowBatch) -> String? {
        switch (cell.tag, type) {
        case (.null, _), (.integer, .integer), (.integer, .any), (.blob, .any): return nil
        case (.real, .real), (.real, .any):
            return cell.realValue.isFinite ? nil : "is infinite"
        case (.text, .text), (.text, .any):
            let start = batch.arena + cell.arenaOffset
            return UTF8Text.validPrefix(start, count: cell.byteCount) == cell.byteCount
                ? nil : "is no valid UTF-8 without U+0000"
        default: return "is of storage class \(cell.tag), where its column has to be \(type.specName)"
        }
    }
}
