// Rows of a table of any SQLite database, as batches.

import Foundation
import GRDBSQLite
import RowModel

/// Reads a table or view, and nothing else. Confined to one task at a time.
public final class TableReader {
    private let connection: OpaquePointer
    private let table: String
    private static let busyMilliseconds: Int32 = 10_000

    /// Opens a database that is there.
    /// - Parameter mayRecover: whether the transaction of a writer that was killed is undone first, which changes the file
    ///   (https://sqlite.org/lockingv3.html#hot_journals); otherwise such a database can't be read.
    /// - Throws: ``SQLiteError``, also for a file that is no database.
    public init(database path: String, table: String, mayRecover: Bool = true) throws(SQLiteError) {
        var opened: OpaquePointer?
        let access = mayRecover ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            let error = opened.map(SQLiteError.init(connection:)) ?? SQLiteError(code: SQLITE_NOMEM, message: "out of memory")
            sqlite3_close_v2(opened)
            throw error
        }
        connection = opened
        self.table = table
        sqlite3_busy_timeout(connection, Self.busyMilliseconds)
        sqlite3_exec(connection, "PRAGMA query_only = 1", nil, nil, nil)
    }

    deinit { sqlite3_close_v2(connection) }

    /// The columns with the types that are declared, in order; none if there is no such table.
    ///
    /// A column whose affinity is INTEGER, REAL or TEXT has that type (https://sqlite.org/datatype3.html#determination_of_column_affinity),
    /// any other may hold anything.
    public func columns() throws(SQLiteError) -> [(name: String, type: ColumnType)] {
        let statement = try prepare("SELECT name, type FROM pragma_table_xinfo(\(quoted(literal: table)))")
        defer { sqlite3_finalize(statement) }
        var columns: [(name: String, type: ColumnType)] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: columns.append((text(statement, 0), Self.type(declared: text(statement, 1))))
            case SQLITE_DONE: return columns
            default: throw SQLiteError(connection: connection)
            }
        }
    }

    private static func type(declared: String) -> ColumnType {
        let name = declared.uppercased()
        if name.contains("INT") { return .integer }
        if ["CHAR", "CLOB", "TEXT"].contains(where: name.contains) { return .text }
        if name.contains("BLOB") { return .any }
        return ["REAL", "FLOA", "DOUB"].contains(where: name.contains) ? .real : .any
    }

    /// Reads some columns of all rows.
    /// - Parameters:
    ///   - names: of columns that are there; the nth goes to slot n.
    ///   - rows: how many a batch has at most.
    ///   - take: told of each batch, whose memory is used again for the next. Rows are numbered from 1.
    /// - Throws: ``SQLiteError``, or what `take` throws.
    public func read(_ names: [String], rows: Int = 1024, take: (RowBatch) throws -> Void) throws {
        let shape = BatchShape(slots: names.count, rowCapacity: rows, blockBytes: 64 << 10)
        try read(names, to: Array(names.indices), of: shape, from: "\(quoted(identifier: table))") { batch in
            try take(batch)
            return batch
        }
    }

    /// Reads some columns of the rows in a range of rowids, in their order.
    /// - Parameters:
    ///   - slots: of each column.
    ///   - shape: of the batches.
    ///   - take: told of each batch; returns one whose memory may be used for the next.
    /// - Throws: ``SQLiteError``, also where columns have taken all names of the rowid; what `take` throws.
    public func read(
        _ names: [String], to slots: [Int], of shape: BatchShape, rowids: ClosedRange<Int64>, take: (RowBatch) throws -> RowBatch
    ) throws {
        let taken = try columns().map(\.name.asciiLowercased)
        guard let rowid = ["rowid", "_rowid_", "oid"].first(where: { !taken.contains($0) }) else {
            throw SQLiteError(code: SQLITE_ERROR, message: "table \(table): columns have taken all names of the rowid")
        }
        let rows = "WHERE \(rowid) BETWEEN \(rowids.lowerBound) AND \(rowids.upperBound) ORDER BY \(rowid)"
        try read(names, to: slots, of: shape, from: "\(quoted(identifier: table)) \(rows)", take: take)
    }

    private func read(
        _ names: [String], to slots: [Int], of shape: BatchShape, from source: String, take: (RowBatch) throws -> RowBatch
    ) throws {
        let list = names.map(quoted(identifier:)).joined(separator: ", ")
        let statement = try prepare("SELECT \(list) FROM \(source)")
        defer { sqlite3_finalize(statement) }
        let rows = shape.rowCapacity
        var batch = RowBatch(shape: shape)
        var record = 1
        batch.recordBase = record
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_ROW { append(statement, slots, to: batch) }
            if code != SQLITE_ROW || batch.rowCount == rows || batch.arenaCount > shape.blockBytes {
                record += batch.rowCount
                if batch.rowCount > 0 { batch = try take(batch) }
                if batch.arenaCapacity > 4 * shape.blockBytes { batch = RowBatch(shape: shape) } else { batch.reset() }
                batch.recordBase = record
            }
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw SQLiteError(connection: connection) }
        }
    }

    private func append(_ statement: OpaquePointer, _ slots: [Int], to batch: RowBatch) {
        let row = batch.row(batch.rowCount)
        for (column, slot) in slots.enumerated() { row[slot] = cell(statement, Int32(column), in: batch) }
        batch.origins[batch.rowCount] = RowOrigin(recordDelta: UInt32(batch.rowCount), rawOffset: 0, rawLength: 0)
        batch.rowCount += 1
    }

    private func cell(_ statement: OpaquePointer, _ column: Int32, in batch: RowBatch) -> Cell {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let start = UnsafeRawPointer(sqlite3_column_text(statement, column))
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
            return .text(offset: batch.append(bytes), length: bytes.count)
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
            return .blob(offset: batch.append(bytes), length: bytes.count)
        default: return .null
        }
    }

    private func text(_ statement: OpaquePointer, _ column: Int32) -> String {
        sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
    }

    private func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw SQLiteError(connection: connection)
        }
        return statement
    }
}
