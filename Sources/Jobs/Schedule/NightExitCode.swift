// The worst of several exit codes.

import RowModel

enum NightExitCode {
    /// From harmless to grave. What passes by itself comes first, then what a person mends in the data, in the spec and on the
    /// machine; then a bug; and counts that do not balance are the worst there is.
    static let byGravity: [ExitCode] = [
        .balanced, .tryAgain, .noInput, .badData, .usage, .cannotCreate, .ioError, .bug, .unbalanced,
    ]

    /// Of the pipelines of a night.
    static func worst(_ codes: some Sequence<Int32>) -> ExitCode {
        codes.map(meaning).max { rank($0) < rank($1) } ?? .balanced
    }

    private static func meaning(_ code: Int32) -> ExitCode {
        switch ExitCode(rawValue: code) {
        // Somebody has ended that pipeline alone; the next night goes on with it.
        case .interrupted, .terminated: .tryAgain
        case .some(let known): known
        // None of ours.
        case nil: .bug
        }
    }

    private static func rank(_ code: ExitCode) -> Int { byGravity.firstIndex(of: code) ?? byGravity.count }
}
