// How much a run usually is: the median of the runs before it. Pure.

import RowModel

/// The median of a count over earlier runs. A median, so that one night that was far off says little about the next.
public struct Usual: Sendable, Equatable {
    /// How many earlier runs are compared with, unless something else is asked for.
    public static let window = 14
    /// Fewer earlier runs than this are no measure, unless something else is asked for.
    public static let fewest = 3
    /// A run that differs by more percent is flagged, unless something else is asked for.
    public static let threshold = 30.0

    /// How many runs it is the median of.
    public let runs: Int
    /// Of an even number of runs the median lies between two counts.
    private let doubled: Int

    /// - Returns: nil where there are too few counts.
    public init?(of counts: some Collection<Int>, fewest: Int = Self.fewest) {
        guard counts.count >= max(1, fewest) else { return nil }
        let sorted = counts.sorted()
        runs = sorted.count
        doubled = sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]
    }

    public var median: Double { Double(doubled) / 2 }

    /// For a person: `1,000`, `1,000.5`.
    public var medianText: String { (doubled / 2).grouped + (doubled % 2 == 0 ? "" : ".5") }

    /// By how many percent of the median a count differs from it, below zero for less. Infinite for any count beside a
    /// median of 0.
    ///
    /// The division is the only step that rounds, so a count that lies on a bound, such as 70 beside 100, is not beyond it.
    public func deviation(of count: Int) -> Double {
        let difference = 2 * count - doubled
        return difference == 0 ? 0 : Double(difference) * 100 / Double(doubled)
    }
}
