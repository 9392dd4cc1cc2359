// A plain connection to look at a batch table from outside.

import GRDBSQLite
import RowModel
import TestSupport

@testable import BatchSQL

/// An in-memory database without any of the sandbox's restrictions.
final class Connection {
    let handle: OpaquePointer

    struct Failure: Error {
        let message: String
    }

    init() throws {
        var opened: OpaquePointer?
        guard sqlite3_open(":memory:", &opened) == SQLITE_OK, let opened else { throw Failure(message: "can't open") }
        handle = opened
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// The rows that a statement gives.
    @discardableResult
    func rows(_ sql: String) throws -> [[Value]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw failure }
        defer { sqlite3_finalize(statement) }
        var rows: [[Value]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { value(statement, $0) })
            case SQLITE_DONE: return rows
            default: throw failure
            }
        }
    }

    /// Whether SQLite can compile a text.
    func compiles(_ sql: String) -> Bool {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        return sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK
    }

    private var failure: Failure { Failure(message: String(cString: sqlite3_errmsg(handle))) }

    private func value(_ statement: OpaquePointer, _ column: Int32) -> Value {
        let bytes = { UnsafeRawBufferPointer(
            start: sqlite3_column_blob(statement, column), count: Int(sqlite3_column_bytes(statement, column))) }
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT: return .text(String(decoding: bytes(), as: UTF8.self))
        case SQLITE_BLOB: return .blob(Array(bytes()))
        default: return .null
        }
    }
}
