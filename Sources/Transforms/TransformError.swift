// What can go wrong in a transform beside its rows.

import BatchSQL
import RowModel

public enum TransformError: WeirError, Equatable {
    /// What a transform has to remember does not fit into memory, and the disk won't have it.
    case cannotSpill(transform: String, SQLiteError)

    public var exitCode: ExitCode {
        switch self {
        case .cannotSpill: .ioError
        }
    }

    public var description: String {
        switch self {
        case .cannotSpill(let transform, let error):
            "\(transform): the temporary file for what it has to remember can't be written: \(Self.reason(error)); make room "
                + "where temporary files go, or name another folder by SQLITE_TMPDIR, and run again"
        }
    }

    private static func reason(_ error: SQLiteError) -> String {
        error.isDiskFull ? "the disk is full" : error.message
    }
}
