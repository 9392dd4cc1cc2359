// An error nobody planned for still ends in a message and an exit code.

import RowModel

struct UnexpectedError: WeirError {
    let underlying: String
    var exitCode: ExitCode { .bug }
    var description: String { "unexpected error: \(underlying); this is a bug in weir" }

    /// The error as one that a user can be told.
    static func wrapping(_ error: any Error) -> any WeirError {
        error as? any WeirError ?? UnexpectedError(underlying: "\(error)")
    }
}
