// Are the counts of a run what the spec expects? Asked when all is written and before the run is closed.

import Ledger
import PipelineSpec
import RowModel

struct ExpectationCheck {
    let sinks: [SinkSpec]
    /// Of each sink the earlier runs to compare with, newest first.
    private let comparable: [[RunTotals]]

    /// - Parameter comparable: of each sink as many runs as ``comparableRuns(for:)`` says, if there are, newest first.
    init(sinks: [SinkSpec], comparable: [[RunTotals]]) {
        self.sinks = sinks
        self.comparable = comparable
    }

    /// How many earlier runs the sinks want to be compared with, at most.
    static func comparableRuns(for sinks: [SinkSpec]) -> Int {
        let conditions = sinks.flatMap { sink in
            ExpectedCount.allCases.compactMap { $0.usualCondition(in: sink.expectations)?.runs }
        }
        return conditions.max() ?? 0
    }

    /// Whether anything is expected of the counts.
    var isNeeded: Bool { sinks.contains(where: \.expectations.hasCounts) }

    /// What can't be compared since there are too few earlier runs, in words, by sink.
    var uncompared: [[String]] {
        zip(sinks, comparable).map { sink, earlier in
            ExpectedCount.allCases.compactMap { count in
                guard let condition = count.usualCondition(in: sink.expectations),
                    count.usual(condition, earlier) == nil
                else { return nil }
                let runs = earlier.isEmpty ? "no earlier run" : "only \(earlier.count.counted("earlier run"))"
                return "expect.\(count.rawValue).vs_median: \(runs), not compared"
            }
        }
    }

    /// - Parameter accounts: of each sink all inputs of the run, those of an earlier attempt at it included.
    /// - Throws: ``ExpectationError/counts(_:isReplace:)`` with every count that is not as expected.
    func check(_ accounts: [[InputAccount]]) throws(ExpectationError) {
        let breaches = sinks.indices.flatMap { self.breaches(of: sinks[$0], accounts[$0], behind: comparable[$0]) }
        if !breaches.isEmpty { throw .counts(breaches, isReplace: sinks[0].mode == .replace) }
    }

    private func breaches(of sink: SinkSpec, _ accounts: [InputAccount], behind earlier: [RunTotals]) -> [CountBreach] {
        let table = sinks.count > 1 ? " of table \(sink.table.value)" : ""
        return ExpectedCount.allCases.flatMap { count -> [CountBreach] in
            let key = "expect.\(count.rawValue)"
            let actual = count.value(accounts)
            var breaches: [CountBreach] = []
            if let condition = count.condition(in: sink.expectations), !condition.range.contains(actual) {
                breaches.append(CountBreach(expectation: key + table, condition: condition.text, actual: actual))
            }
            if let condition = count.usualCondition(in: sink.expectations),
                let usual = count.usual(condition, earlier), !condition.percent.contains(usual.deviation(of: actual))
            {
                breaches.append(
                    CountBreach(
                        expectation: "\(key).vs_median\(table)", condition: condition.text, actual: actual, usual: usual))
            }
            return breaches
        }
    }
}
