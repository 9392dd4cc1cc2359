// An error nobody planned for still ends in a message and an exit code.

import RowModel

public struct UnexpectedError: WeirError {
    let underlying: String
    public var exitCode: ExitCode { .bug }
    public var description: String { "unexpected error: \(underlying); this is a bug in weir" }

    /// The error as one that a user can be told.
    public static func wrapping(_ error: any Error) -> any WeirError {
        error as? any WeirError ?? UnexpectedError(underlying: "\(error)")
    }
}
