// The shards whose rows are in the open transaction.

import BatchSQL
import GRDB
import GRDBSQLite

/// Shards that are attached to the connection, for reading only. SQLite keeps what a transaction has read until its end, so
/// only then they are detached. Confined to the connection's thread.
final class AttachedShards {
    private var paths: [String] = []

    /// - Returns: what it is called on the connection.
    func attach(_ path: String, in db: Database) throws -> String {
        let schema = Self.schema(paths.count)
        try db.execute(sql: "ATTACH \(quoted(literal: Self.uri(path))) AS \(quoted(identifier: schema))")
        paths.append(path)
        return schema
    }

    /// Whether there can't be another one (https://sqlite.org/limits.html, "Maximum Number Of Attached Databases").
    func isFull(in db: Database) throws -> Bool {
        let own = ["main", "temp"]
        let attached = try String.fetchAll(db, sql: "SELECT name FROM pragma_database_list").count { !own.contains($0) }
        return attached >= Int(sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_ATTACHED, -1))
    }

    /// - Parameter schema: what a shard is called.
    func bytes(of schema: String, in db: Database) throws -> Int {
        let schema = quoted(identifier: schema)
        let pages = try Int.fetchOne(db, sql: "PRAGMA \(schema).page_count") ?? 0
        return try pages * (Int.fetchOne(db, sql: "PRAGMA \(schema).page_size") ?? 0)
    }

    /// Whether it is a shard that can't be read, and not the target that can't be: SQLite does not say which of them a
    /// statement has failed of.
    /// - Parameter schema: what the shard is called.
    func isDamaged(_ schema: String, after error: DatabaseError, in db: Database) -> Bool {
        let ofFiles: [ResultCode] = [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR]
        guard ofFiles.contains(error.resultCode) else { return false }
        do {
            return try String.fetchOne(db, sql: "PRAGMA \(quoted(identifier: schema)).quick_check(1)") != "ok"
        } catch {
            return (error as? DatabaseError).map { ofFiles.contains($0.resultCode) } ?? false
        }
    }

    /// To be called outside a transaction.
    func detachAll(in db: Database) throws {
        while let path = paths.last {
            try db.execute(sql: "DETACH \(quoted(identifier: Self.schema(paths.count - 1)))")
            paths.removeLast()
            PageCache.forget(path)
        }
    }

    /// The path as it is (https://sqlite.org/uri.html): what `..` means behind a link is for the kernel to say.
    static func uri(_ path: String) -> String {
        let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3F").replacing("#", with: "%23")
        return "file:\(path.hasPrefix("/") ? "//" : "")\(escaped)?mode=ro"
    }

    private static func schema(_ position: Int) -> String { "_weir_shard_rows_\(position)" }
}
