// What can be wrong with a ledger itself.

import RowModel

public enum LedgerError: WeirError, Equatable {
    case version(found: Int?)
    case databaseMissing(path: String)
    case noLedger(path: String)
    case noRun(path: String, pipeline: String, table: String)
    /// There are others; nil and empty for any.
    case noRuns(path: String, pipeline: String?, tables: [String])
    /// There are others.
    case noSuchRun(path: String, run: Int64, pipeline: String?)
    /// Its inputs and rejects are gone from the ledger.
    case pruned(path: String, run: Int64, at: String)
    case malformed(String)
    /// The journal of a transaction whose program was killed has to be undone first.
    case transactionCutOff(path: String)
    /// A database in WAL mode, whose log can't be opened or made.
    case logOutOfReach(path: String)
    case permissionDenied(path: String)
    case notADatabase(path: String, message: String)
    case busy(path: String)
    case unreadable(path: String, message: String)

    public var exitCode: ExitCode {
        switch self {
        case .databaseMissing, .noLedger, .noRun, .noRuns, .noSuchRun, .pruned, .logOutOfReach, .permissionDenied: .noInput
        case .version: .cannotCreate
        case .malformed, .transactionCutOff: .unbalanced
        case .notADatabase: .badData
        case .busy: .tryAgain
        case .unreadable: .ioError
        }
    }

    public var description: String {
        switch self {
        case .version(let found):
            "the ledger in this database has format \(found.map(String.init) ?? "unknown"), this weir writes format "
                + "\(LedgerSchema.version); use the weir that made it"
        case .databaseMissing(let path):
            "\(path): no such database; run the pipeline first"
        case .noLedger(let path):
            "\(path): the database has no ledger, so nothing was loaded into it by weir; run the pipeline first"
        case .noRun(let path, let pipeline, let table):
            "\(path): the ledger knows no run of pipeline \"\(pipeline)\" into table \"\(table)\"; run the pipeline first"
        case .noRuns(let path, let pipeline, let tables):
            "\(path): the ledger knows no run\(pipeline.map { " of pipeline \"\($0)\"" } ?? "")"
                + (tables.isEmpty ? "" : " into table " + tables.map { "\"\($0)\"" }.joined(separator: " or "))
                + "; weir history \(path.shellWord) shows those that there are"
        case .noSuchRun(let path, let run, let pipeline):
            "\(path): the ledger knows no run \(run)\(pipeline.map { " of pipeline \"\($0)\" into the spec's table" } ?? "")"
        case .pruned(let path, let run, let time):
            "\(path): the rows of run \(run) were replaced since, and maintenance (retention) took its inputs and rejects out of "
                + "the ledger at \(time); a backup from before has them"
        case .malformed(let what):
            "the ledger is damaged: \(what)"
        case .transactionCutOff(let path):
            "\(path): a program that wrote to this database was killed within a transaction, and what it had written is still "
                + "there. Undoing it is a write, which a command that only reads never does: run the pipeline again, or look into the "
                + "database with sqlite3, and it is undone"
        case .logOutOfReach(let path):
            "\(path): the database is in WAL mode, and SQLite can't read it without its -wal and -shm files, which "
                + "this user may not make or open. Do this as a user who may write to the database's folder, "
                + "or let such a user take it out of WAL mode: sqlite3 \(path.shellWord) 'PRAGMA journal_mode = DELETE'"
        case .permissionDenied(let path):
            "\(path): permission denied; the user that runs this must be allowed to read it"
        case .notADatabase(let path, let message):
            "\(path): \(message); is this an SQLite database?"
        case .busy(let path):
            "\(path): the database is locked by another program; try again when it is done"
        case .unreadable(let path, let message):
            "\(path): \(message)"
        }
    }
}
