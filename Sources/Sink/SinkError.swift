// What can go wrong on the way into the database.

import GRDB
import Ledger
import RowModel

public enum SinkError: WeirError {
    /// The database file can't be made or opened for writing.
    case cannotOpen(path: String, message: String)
    case busy(path: String)
    case diskFull(path: String)
    case inputOutput(path: String, message: String)
    case notADatabase(path: String, message: String)
    /// The existing table is not what the spec describes.
    case tableDiffers(path: String, table: String, differences: [String], canAdd: Bool)
    /// What others had put on the old table does not fit the new one.
    case cannotKeep(path: String, table: String, object: String, message: String)
    /// A view of the spec; `place` is where its SELECT stands in the spec.
    case cannotMakeView(place: String, name: String, message: String)
    case cannotIndexText(place: String, table: String, message: String)
    /// SQL of the spec that is run around the load.
    case statementFailed(place: String, key: String, message: String)
    case constraint(table: String, message: String)
    /// The rows of a run can't be told from others.
    case cannotUndo(table: String, run: Int64, reason: String)
    /// Without an input's old rows, rows of other inputs would be missing.
    case cannotReload(table: String, input: String, reason: String)
    /// Somebody dropped the table that earlier runs loaded; their inputs would be skipped as loaded.
    case tableGone(path: String, table: String, rows: Int)
    /// Another run has the database.
    case running(path: String, holder: String)
    /// Rows were lost or made between two stages: never expected, never ignored.
    case unbalanced(input: String, imbalances: [Imbalance])
    /// Another program has added rows to the table during the run, or taken some away.
    case changedMeanwhile(table: String, expected: Int, found: Int)
    /// A database that rows are to be taken from is not what its ledger says.
    case notTheShard(shard: String, reason: String)
    /// The pages of a database that rows are to be taken from make no sense, or are not there.
    case unreadableShard(shard: String, message: String)
    /// The table refuses a row that a shard had taken.
    case refusedFromShard(shard: String, table: String, message: String)
    /// A statement was interrupted, since the run is to end.
    case stopped(path: String)
    case other(path: String, message: String)

    public var exitCode: ExitCode {
        switch self {
        case .cannotOpen: .cannotCreate
        case .busy, .running, .stopped: .tryAgain
        case .diskFull, .inputOutput, .unreadableShard: .ioError
        case .notADatabase, .constraint, .cannotUndo, .cannotReload, .tableGone, .cannotMakeView, .cannotIndexText, .statementFailed:
            .badData
        case .tableDiffers, .cannotKeep: .usage
        case .unbalanced, .changedMeanwhile, .notTheShard: .unbalanced
        case .refusedFromShard: .badData
        case .other: .bug
        }
    }

    public var description: String {
        switch self {
        case .cannotOpen(let path, let message):
            "\(path): can't create or write the database: \(message); check the path and its permissions"
        case .busy(let path):
            "\(path): the database is locked by another program; try again when it is done"
        case .diskFull(let path):
            "\(path): the disk is full; rows committed so far are safe, make room and run again"
        case .inputOutput(let path, let message):
            "\(path): writing failed: \(message); rows committed so far are safe"
        case .notADatabase(let path, let message):
            "\(path): \(message); is this an SQLite database?"
        case .tableDiffers(let path, let table, let differences, let canAdd):
            "\(path): table \"\(table)\" is not what the spec describes: \(differences.joined(separator: "; ")); change the "
                + "spec or the table, \(canAdd ? "let on_schema_change: add_columns add what is missing, " : "")or load with mode: replace"
        case .cannotKeep(let path, let table, let object, let message):
            "\(path): the \(object) of table \"\(table)\" can't be put on the new table: \(message); drop it, or keep what it "
                + "needs in the spec. The old table is as it was"
        case .cannotMakeView(let place, let name, let message):
            "\(place): views.\(name) can't be made: \(message); the transaction was undone, mend the view and run again"
        case .cannotIndexText(let place, let table, let message):
            "\(place): full_text: \"\(table)\" can't be made: \(message); the transaction was undone"
        case .statementFailed(let place, let key, let message):
            "\(place): \(key): \(message); the transaction was undone, mend the statement and run again"
        case .constraint(let table, let message):
            "table \"\(table)\" refused a row: \(message); the transaction was undone"
        case .cannotUndo(let table, let run, let reason):
            "the rows that run \(run) left in table \"\(table)\" can't be undone: \(reason); restore the database to what it "
                + "was before, or load with mode: replace"
        case .cannotReload(let table, let input, let reason):
            "\(input): has changed since it was loaded, and its old rows can't make room for the new ones in table \"\(table)\": "
                + "\(reason); load all inputs with mode: replace, or give the new file another name"
        case .tableGone(let path, let table, let rows):
            "\(path): table \"\(table)\" is gone, and the ledger says that earlier runs loaded \(rows.counted("row")) into it. Load "
                + "with mode: replace, or restore the table"
        case .running(let path, let holder):
            "\(path): another run has this database (\(holder)); try again when it is done"
        case .unbalanced(let input, let imbalances):
            "\(input): counts do not balance: \(imbalances.map(\.description).joined(separator: "; ")); the transaction was "
                + "undone"
        case .changedMeanwhile(let table, let expected, let found):
            "table \"\(table)\" has \(found.counted("row")) where the run has left \(expected.grouped): another program has "
                + "changed it meanwhile; nothing more was committed, undo what it did and run again"
        case .notTheShard(let shard, let reason):
            "\(shard): \(reason); load that shard anew (remove its file and run it again)"
        case .unreadableShard(let shard, let message):
            "\(shard): reading failed: \(message); what is committed is safe. Load that shard anew (remove its file and run it again)"
        case .refusedFromShard(let shard, let table, let message):
            "\(shard): table \"\(table)\" refused a row of it: \(message); "
                + (message.hasPrefix("UNIQUE ")
                    ? "another shard, or the table before, has such a row. What is committed stays; take one of them out of the inputs and plan "
                        + "anew, or take the index away; between rows with the key of mode ignore or upsert, that decides"
                    : "the table takes no such row. What is committed stays; have the spec refuse it (assert) and plan anew, or change the table")
        case .stopped(let path):
            "\(path): the transaction was interrupted and undone; run again"
        case .other(let path, let message):
            "\(path): \(message)"
        }
    }

    /// SQLite's result code as a case (https://sqlite.org/rescode.html).
    init(_ error: DatabaseError, path: String, table: String) {
        let message = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_IOERR: self = .inputOutput(path: path, message: message)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .cannotOpen(path: path, message: message)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path, message: message)
        case .SQLITE_CONSTRAINT: self = .constraint(table: table, message: message)
        case .SQLITE_INTERRUPT: self = .stopped(path: path)
        default: self = .other(path: path, message: error.description)
        }
    }
}
