// What can go wrong with a whole input.

import RowModel

/// An input that can't be read to its end. (A record that can't be decoded is a ``Reject`` instead.)
public enum ReadError: WeirError {
    case unfinished

    public var exitCode: ExitCode { .badData }
    public var description: String { "" }
}
