// What can be wrong with the journal of a job.

import RowModel

public enum JournalError: WeirError, Equatable {
    case missing(path: String)
    /// A database of something else.
    case notAJournal(path: String)
    case version(path: String, found: Int?)
    case noNight(path: String, night: Int64?)
    case malformed(path: String, what: String)
    /// Another night of the job has it.
    case running(path: String, holder: String)
    case busy(path: String)
    case cannotOpen(path: String, message: String)
    case cannotWrite(path: String, message: String)

    public var exitCode: ExitCode {
        switch self {
        case .missing, .noNight: .noInput
        case .notAJournal, .version, .cannotOpen: .cannotCreate
        case .malformed: .badData
        case .running, .busy: .tryAgain
        case .cannotWrite: .ioError
        }
    }

    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such journal; run the job first"
        case .notAJournal(let path):
            "\(path): is no journal of a job, and a job writes its journal nowhere else; give the job a file of its own as journal"
        case .version(let path, let found):
            "\(path): the journal has format \(found.map(String.init) ?? "unknown"), this weir writes format "
                + "\(JournalSchema.version); use the weir that made it"
        case .noNight(let path, let night):
            "\(path): the journal has \(night.map { "no night \($0)" } ?? "no night yet; run the job first")"
        case .malformed(let path, let what): "\(path): the journal is damaged: \(what)"
        case .running(let path, let holder):
            "\(path): another weir runs this job (\(holder)); wait until it is done, or stop it"
        case .busy(let path): "\(path): the journal is locked by another program; try again when it is done"
        case .cannotOpen(let path, let message): "\(path): the journal can't be opened or made: \(message)"
        case .cannotWrite(let path, let message): "\(path): the journal can't be written: \(message)"
        }
    }
}
