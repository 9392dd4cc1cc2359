// SQLite's errors while a ledger is read.

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
        default:
            switch error.resultCode {
            case .SQLITE_ERROR: self = .malformed("\(path): \(message)")
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path, message: message)
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
            default: self = .unreadable(path: path, message: message)
            }
        }
    }
}
