// What can go wrong while a database is maintained.

import GRDB
import RowModel

public enum MaintenanceError: WeirError, Equatable {
    case databaseMissing(path: String)
    /// A run, or another maintenance, has the database.
    case running(path: String, holder: String)
    case busy(path: String)
    /// SQLite's check has found faults; the first few.
    case damaged(path: String, faults: [String])
    case notADatabase(path: String, message: String)
    case cannotOpen(path: String, message: String)
    case diskFull(path: String)
    case inputOutput(path: String, message: String)
    case cannotMakeFolder(path: String, message: String)
    case cannotMakeBackup(path: String, message: String)
    /// The copy itself; it is gone.
    case copyDamaged(path: String, faults: [String])
    /// The copies there are of another database of the same name.
    case folderOfAnother(path: String, database: String, note: String)
    /// The new copy is there; an old one is still, too.
    case cannotRemoveBackup(path: String, message: String)
    case other(path: String, message: String)

    public var exitCode: ExitCode {
        switch self {
        case .databaseMissing: .noInput
        case .running, .busy: .tryAgain
        case .damaged, .copyDamaged, .notADatabase: .badData
        case .cannotOpen, .cannotMakeFolder, .cannotMakeBackup: .cannotCreate
        case .diskFull, .inputOutput, .cannotRemoveBackup: .ioError
        case .folderOfAnother: .usage
        case .other: .bug
        }
    }

    public var description: String {
        switch self {
        case .databaseMissing(let path):
            "\(path): no such database; run the pipeline first"
        case .running(let path, let holder):
            "\(path): a run has this database (\(holder)); try again when it is done"
        case .busy(let path):
            "\(path): the database is locked by another program; try again when it is done"
        case .damaged(let path, let faults):
            "\(path): the database is damaged: \(faults.joined(separator: "; ")); restore it from a backup that is sound, and find out "
                + "what has written to it (https://sqlite.org/howtocorrupt.html)"
        case .notADatabase(let path, let message):
            "\(path): \(message); is this an SQLite database?"
        case .cannotOpen(let path, let message):
            "\(path): can't write to the database: \(message); check the path and its permissions"
        case .diskFull(let path):
            "\(path): the disk is full; make room and try again. No older backup was removed"
        case .inputOutput(let path, let message):
            "\(path): reading or writing failed: \(message)"
        case .cannotMakeFolder(let path, let message):
            "\(path): the folder for backups can't be made: \(message); check the path and its permissions"
        case .cannotMakeBackup(let path, let message):
            "\(path): the backup can't be made: \(message); check the folder and its permissions"
        case .copyDamaged(let path, let faults):
            "\(path): the copy is not sound and was removed: \(faults.joined(separator: "; ")); check the database with a full integrity "
                + "check, and the disk of the backups. No older backup was removed"
        case .folderOfAnother(let path, let database, let note):
            "\(path): the backups of this name are those of \(database); take another folder, so that neither removes those of the "
                + "other. If they are of this database, which was moved, remove \(note)"
        case .cannotRemoveBackup(let path, let message):
            "\(path): the new backup is made, but this old one can't be removed: \(message); check the folder and its permissions"
        case .other(let path, let message):
            "\(path): \(message)"
        }
    }

    /// SQLite's result code as a case (https://sqlite.org/rescode.html).
    init(_ error: DatabaseError, path: String) {
        let message = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_IOERR, .SQLITE_NOMEM: self = .inputOutput(path: path, message: message)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .cannotOpen(path: path, message: message)
        case .SQLITE_CORRUPT: self = .damaged(path: path, faults: [message])
        case .SQLITE_NOTADB: self = .notADatabase(path: path, message: message)
        default: self = .other(path: path, message: error.description)
        }
    }
}
