// Keys on the disk.

import Foundation
import GRDBSQLite

/// A map of byte strings in a temporary database. The row number of a key is its hash, or the next one that is free, so
/// that SQLite compares integers and a key is found by one descent of a B-tree.
final class KeySpill {
    private let database: SpillDatabase
    private let insertion: OpaquePointer
    private let selection: OpaquePointer
    private let update: OpaquePointer
    private var foundNumber: Int64 = 0

    /// - Parameter cacheBytes: SQLite's cache.
    init(cacheBytes: Int) throws(SQLiteError) {
        database = try SpillDatabase(cacheBytes: cacheBytes)
        try database.execute("CREATE TABLE keys(hash INTEGER PRIMARY KEY, key BLOB, payload BLOB)")
        insertion = try database.prepare("INSERT INTO keys VALUES(?1, ?2, ?3)")
        selection = try database.prepare("SELECT key, payload FROM keys WHERE hash = ?1")
        update = try database.prepare("UPDATE keys SET payload = ?2 WHERE hash = ?1")
    }

    deinit {
        sqlite3_finalize(insertion)
        sqlite3_finalize(selection)
        sqlite3_finalize(update)
    }

    /// The payload of a key, valid until the next call; nil if the key is not there.
    func find(_ key: UnsafeRawBufferPointer, hash: UInt64) throws(SQLiteError) -> UnsafeRawBufferPointer? {
        sqlite3_reset(selection)
        var number = Int64(bitPattern: hash)
        while true {
            sqlite3_bind_int64(selection, 1, number)
            switch sqlite3_step(selection) {
            case SQLITE_ROW:
                let count = Int(sqlite3_column_bytes(selection, 0))
                foundNumber = number
                if count == key.count, memcmp(sqlite3_column_blob(selection, 0), key.baseAddress!, count) == 0 {
                    return UnsafeRawBufferPointer(
                        start: sqlite3_column_blob(selection, 1), count: Int(sqlite3_column_bytes(selection, 1)))
                }
            case SQLITE_DONE: return nil
            default: throw SQLiteError(connection: database.connection)
            }
            sqlite3_reset(selection)
            number &+= 1
        }
    }

    /// Puts another number into the place of a payload that is one.
    /// - Returns: the number that was there; nil if the key is not.
    func exchange(_ key: UnsafeRawBufferPointer, _ number: UInt64, hash: UInt64) throws(SQLiteError) -> UInt64? {
        guard let payload = try find(key, hash: hash) else { return nil }
        let earlier = payload.loadUnaligned(as: UInt64.self)
        sqlite3_reset(selection)
        // `find` has left the row number that it found the key at.
        sqlite3_bind_int64(update, 1, foundNumber)
        let code = withUnsafeBytes(of: number) { bytes in
            sqlite3_bind_blob64(update, 2, bytes.baseAddress, UInt64(bytes.count), nil)
            return sqlite3_step(update)
        }
        sqlite3_reset(update)
        sqlite3_clear_bindings(update)
        guard code == SQLITE_DONE else { throw SQLiteError(connection: database.connection) }
        return earlier
    }

    /// Adds a key that is not there.
    func insert(
        _ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer, hash: UInt64
    ) throws(SQLiteError) {
        sqlite3_reset(selection)
        defer {
            sqlite3_reset(insertion)
            sqlite3_clear_bindings(insertion)
        }
        // They are not used beyond this call.
        sqlite3_bind_blob64(insertion, 2, key.baseAddress, UInt64(key.count), nil)
        sqlite3_bind_blob64(insertion, 3, payload.isEmpty ? nil : payload.baseAddress, UInt64(payload.count), nil)
        var number = Int64(bitPattern: hash)
        while true {
            sqlite3_bind_int64(insertion, 1, number)
            let code = sqlite3_step(insertion)
            if code == SQLITE_DONE { return }
            guard code & 0xff == SQLITE_CONSTRAINT else { throw SQLiteError(connection: database.connection) }
            sqlite3_reset(insertion)
            number &+= 1
        }
    }
}
