// Rows that wait, in the order they came in.

import GRDBSQLite
import RowModel

/// Rows with the records that they came from, in a temporary database: written once, and read once. Confined to one task
/// at a time.
public final class RowSpool {
    /// A row as it was put in.
    public struct Held {
        /// From 0.
        public var position: Int
        /// Its range of raw bytes means nothing.
        public var record: CarriedRecord
        /// What is kept of the raw record. Valid until the next call, as are the values.
        public var raw: UnsafeRawBufferPointer
        /// As ``RowKey`` writes them.
        public var values: UnsafeRawBufferPointer
    }

    private static let cacheBytes = 2 << 20

    private let database: SpillDatabase
    private let insertion: OpaquePointer
    private let selection: OpaquePointer
    private var hasEnded = false
    /// Rows that were put in.
    public private(set) var count = 0

    /// - Throws: ``SQLiteError``
    public init() throws(SQLiteError) {
        database = try SpillDatabase(cacheBytes: Self.cacheBytes)
        try database.execute(
            "CREATE TABLE held(position INTEGER PRIMARY KEY, record, byte_offset, raw_length, raw, row_values)")
        insertion = try database.prepare("INSERT INTO held VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
        selection = try database.prepare("SELECT * FROM held ORDER BY position")
    }

    deinit {
        sqlite3_finalize(insertion)
        sqlite3_finalize(selection)
    }

    /// Adds a row, with at most ``CarriedRecord/longestCopy`` bytes of its raw record.
    public func append(_ row: Int, of batch: RowBatch, values: UnsafeRawBufferPointer) throws(SQLiteError) {
        let record = batch.record(ofRow: row)
        let raw = min(record.raw.count, CarriedRecord.longestCopy)
        sqlite3_bind_int64(insertion, 1, Int64(count))
        sqlite3_bind_int64(insertion, 2, Int64(record.number))
        sqlite3_bind_int64(insertion, 3, Int64(record.byteOffset))
        sqlite3_bind_int64(insertion, 4, Int64(record.rawLength))
        // Neither is used beyond this call.
        sqlite3_bind_blob64(insertion, 5, batch.arena + record.raw.lowerBound, UInt64(raw), nil)
        sqlite3_bind_blob64(insertion, 6, values.baseAddress, UInt64(values.count), nil)
        let code = sqlite3_step(insertion)
        sqlite3_reset(insertion)
        sqlite3_clear_bindings(insertion)
        guard code == SQLITE_DONE else { throw SQLiteError(connection: database.connection) }
        count += 1
    }

    /// The next row; nil behind the last one.
    public func next() throws(SQLiteError) -> Held? {
        // Another step would begin anew.
        if hasEnded { return nil }
        switch sqlite3_step(selection) {
        case SQLITE_ROW:
            let record = CarriedRecord(
                number: Int(sqlite3_column_int64(selection, 1)), byteOffset: Int(sqlite3_column_int64(selection, 2)),
                raw: 0..<0, rawLength: Int(sqlite3_column_int64(selection, 3)))
            return Held(
                position: Int(sqlite3_column_int64(selection, 0)), record: record, raw: blob(4), values: blob(5))
        case SQLITE_DONE:
            hasEnded = true
            return nil
        default: throw SQLiteError(connection: database.connection)
        }
    }

    private func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(selection, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(selection, column)))
    }
}
