// A database that is nobody else's, and gone with its connection.

import GRDBSQLite
import RowModel

/// A temporary database (https://sqlite.org/inmemorydb.html#temp_db): what the cache can't hold goes to a file that
/// has no name any more once it is open, so that nothing is left of it, however the process ends. It stands where SQLite
/// puts its temporary files (https://sqlite.org/tempfiles.html#temporary_file_storage_locations).
///
/// Confined to one task at a time.
final class SpillDatabase {
    let connection: OpaquePointer

    /// - Parameter cacheBytes: most bytes of pages that are kept in memory.
    /// - Throws: ``SQLiteError``
    init(cacheBytes: Int) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2("", &opened, flags, nil) == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw SQLiteError(code: SQLITE_NOMEM, message: "can't open a temporary database")
        }
        connection = opened
        // Nothing of it has to survive, so nothing is journaled or synced.
        try execute(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA cache_size = -\(cacheBytes / 1024); BEGIN
            """)
    }

    deinit { sqlite3_close_v2(connection) }

    func execute(_ sql: String) throws(SQLiteError) {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw SQLiteError(connection: connection) }
    }

    func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteError(connection: connection) }
        return statement
    }
}
