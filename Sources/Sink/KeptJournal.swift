// Keeps the rollback journal's file from one transaction of a run to the next.

import GRDB

/// SQLite's default is to delete the journal at each commit (https://sqlite.org/pragma.html#pragma_journal_mode). Overwriting
/// the one that is there spares the file system to allot its blocks anew and to make that durable at each sync of it. The
/// commit is as sure: it is a header overwritten by zeros and synced, instead of a name taken away.
///
/// What a killed run leaves is a journal as ever: SQLite undoes its transaction if that had not been committed, and
/// otherwise takes no notice of it.
enum KeptJournal {
    /// To be called before the first transaction. A database in another mode, such as WAL, stays in that.
    static func begin(in db: Database) throws {
        if try mode(db) == "delete" { try set("PERSIST", db) }
    }

    /// Takes the file away, unless another program is just writing; then that one's commit does.
    static func end(in db: Database) throws {
        if try mode(db) == "persist" { try set("DELETE", db) }
    }

    private static func mode(_ db: Database) throws -> String? { try String.fetchOne(db, sql: "PRAGMA main.journal_mode") }

    private static func set(_ mode: String, _ db: Database) throws { try db.execute(sql: "PRAGMA main.journal_mode = \(mode)") }
}
