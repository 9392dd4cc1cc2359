// What every error that can reach a user has in common.

/// The exit codes of the tool; numbers from sysexits.h where it has one.
public enum ExitCode: Int32, Sendable {
    case balanced = 0
    case unbalanced = 1
    /// EX_USAGE: wrong arguments or an invalid spec.
    case usage = 64
    /// EX_DATAERR: rejects over the limit, truncated or corrupt input.
    case badData = 65
    /// EX_NOINPUT: input missing or unreadable.
    case noInput = 66
    /// EX_SOFTWARE: a bug of ours.
    case bug = 70
    /// EX_CANTCREAT: the output cannot be created.
    case cannotCreate = 73
    /// EX_IOERR: reading or writing failed, such as a full disk.
    case ioError = 74
    /// EX_TEMPFAIL: locked or busy; try again.
    case tryAgain = 75
    case interrupted = 130
    case terminated = 143
}

/// An error with a place: `description` says what happened, where, and what to do about it.
public protocol WeirError: Error, CustomStringConvertible, Sendable {
    var exitCode: ExitCode { get }
}
