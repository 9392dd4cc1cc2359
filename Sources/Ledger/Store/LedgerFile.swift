// A database with a ledger, for whoever only looks at it.

import Foundation
import GRDB

/// A database that is opened for reading only.
struct LedgerFile {
    let path: String
    private let queue: DatabaseQueue

    /// - Throws: ``LedgerError`` if it is not there or can't be opened.
    init(path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw LedgerError.databaseMissing(path: path) }
        // SQLite would wait for whoever writes into a pipe.
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerError.notADatabase(path: path, message: "what is there is no regular file")
        }
        self.path = path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError {
            throw LedgerError(error, path: path)
        }
    }

    /// Opens a database that has a ledger.
    /// - Throws: ``LedgerError``, also if it has none, or one of another format.
    init(ledgerAt path: String) throws {
        try self.init(path: path)
        try read { db in
            guard try LedgerSchema.exists(in: db) else { throw LedgerError.noLedger(path: path) }
            try LedgerSchema.checkVersion(db)
        }
    }

    /// Reads in one transaction. A commit of a run waits for its end.
    /// - Throws: ``LedgerError`` in the place of SQLite's errors.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw LedgerError(error, path: path)
        }
    }
}
