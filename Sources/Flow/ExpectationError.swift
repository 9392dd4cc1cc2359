// A run that went well by every count but is not what the spec expects.

import RowModel
import Transforms

public enum ExpectationError: WeirError, Equatable {
    /// A row breaks a condition of `expect.columns`.
    case row(input: String, RowBreach)
    /// Counts of the whole run are not those expected.
    case counts([CountBreach], isReplace: Bool)

    public var exitCode: ExitCode { .badData }

    private static let wayOut =
        "; the next run goes on and checks again, `weir run --restart` takes out what is committed and begins anew"

    public var description: String {
        switch self {
        case .row(let input, let breach):
            "\(input): record \(breach.record.grouped) (byte \(breach.byteOffset.grouped)): \(breach.reason), so the run "
                + "stopped; filter or assert such rows, or expect something else"
        case .counts(let breaches, let isReplace):
            breaches.map(\.description).joined(separator: "; ") + ", so the run failed"
                + (isReplace ? "" : Self.wayOut)
        }
    }
}

/// A count that is not what the spec expects.
public struct CountBreach: Sendable, Equatable, CustomStringConvertible {
    /// Such as `expect.rows_written`.
    public var expectation: String
    public var condition: String
    public var actual: Int

    public var description: String {
        "\(expectation) is \(ValueExcerpt(condition.utf8)), and the count is \(actual.grouped)"
    }
}
