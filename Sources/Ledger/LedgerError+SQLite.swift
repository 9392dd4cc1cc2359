// SQLite's errors while a ledger is read.

import Foundation
import GRDB

extension LedgerError {
    /// SQLite's result code as a case (https://sqlite.org/rescode.html). The statements are ours, so one that does not
    /// compile means that the ledger's tables are not as Weir made them.
    init(_ error: DatabaseError, path: String) {
        let message = error.message ?? error.description
        switch error.extendedResultCode {
        // A hot journal (https://sqlite.org/lockingv3.html#hot_journals): whoever opens the database for writing undoes
        // it.
        case .SQLITE_READONLY_ROLLBACK: self = .transactionCutOff(path: path)
        // Nothing is read-only to a reader but the files of a WAL (https://sqlite.org/wal.html#read_only_databases).
        case .SQLITE_READONLY_DIRECTORY, .SQLITE_READONLY_CANTINIT, .SQLITE_READONLY_RECOVERY:
            self = .logOutOfReach(path: path)
        default:
            switch error.resultCode {
            case .SQLITE_ERROR: self = .malformed("\(path): \(message)")
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path, message: message)
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
            case .SQLITE_CANTOPEN: self.init(unopened: path, message: message)
            default: self = .unreadable(path: path, message: message)
            }
        }
    }

    /// SQLite does not say which of its files it can't open.
    private init(unopened path: String, message: String) {
        let files = FileManager.default
        if !files.isReadableFile(atPath: path) {
            self = .permissionDenied(path: path)
        } else if files.fileExists(atPath: path + "-wal") {
            self = .logOutOfReach(path: path)
        } else {
            self = .unreadable(path: path, message: message)
        }
    }
}
