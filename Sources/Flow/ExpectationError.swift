// A run that went well by every count but is not what the spec expects.

import Ledger
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
    /// What it was compared with; nil where the condition is about the count alone.
    public var usual: Usual?

    public var description: String {
        let text = "\(expectation) is \(ValueExcerpt(condition.utf8)), and the count is \(actual.grouped)"
        return text + (usual.map { ", \($0.comparison(with: actual))" } ?? "")
    }
}

extension Usual {
    /// `60 % less than 1,000, the median of the 14 runs before; if …`.
    fileprivate func comparison(with count: Int) -> String {
        let deviation = deviation(of: count)
        let difference = abs(deviation).rounded(toPlaces: 1)
        let text = Int(exactly: difference).map(\.grouped) ?? "\(difference)"
        let words = deviation.isInfinite ? "beside" : "\(text) % \(deviation < 0 ? "less" : "more") than"
        return "\(words) \(medianText), the median of the \(runs) runs before; if that is as it should be, "
            + "leave vs_median out for this run"
    }
}
