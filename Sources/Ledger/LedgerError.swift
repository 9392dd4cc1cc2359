// What can be wrong with a ledger itself.

import RowModel

public enum LedgerError: WeirError, Equatable {
    case version(found: Int?)
    case databaseMissing(path: String)
    case noLedger(path: String)
    case noRun(path: String, pipeline: String, table: String)
    case malformed(String)
    case unreadable(path: String, message: String)

    public var exitCode: ExitCode {
        switch self {
        case .databaseMissing, .noLedger, .noRun: .noInput
        case .version: .cannotCreate
        case .malformed: .unbalanced
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
        case .malformed(let what):
            "the ledger is damaged: \(what)"
        case .unreadable(let path, let message):
            "\(path): \(message)"
        }
    }
}
