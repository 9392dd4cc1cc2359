// The hash of a value that SQLite hands to a function.

import GRDBSQLite
import RowModel

extension ContentHash {
    /// - Parameter value: a `sqlite3_value`, protected; a text or blob in it may be converted.
    /// - Returns: 0 for null.
    public static func value(_ value: OpaquePointer, seed: UInt64) -> UInt64 {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return integer(sqlite3_value_int64(value), seed: seed)
        case SQLITE_FLOAT: return real(sqlite3_value_double(value), seed: seed)
        case SQLITE_TEXT:
            // The text first: it may be converted, and its length with it (https://sqlite.org/c3ref/value_blob.html).
            let start = UnsafeRawPointer(sqlite3_value_text(value))
            return text(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))), seed: seed)
        case SQLITE_BLOB:
            let start = sqlite3_value_blob(value)
            return blob(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))), seed: seed)
        default: return 0
        }
    }
}
