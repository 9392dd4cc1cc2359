// Are the counts of a run what the spec expects? Asked when all is written and before the run is closed.

import Ledger
import PipelineSpec

struct ExpectationCheck {
    let sinks: [SinkSpec]

    /// Whether anything is expected of the counts.
    var isNeeded: Bool {
        sinks.map(\.expectations).contains { $0.rowsRead != nil || $0.rowsWritten != nil || $0.rejects != nil }
    }

    /// - Parameter accounts: of each sink all inputs of the run, those of an earlier attempt at it included.
    /// - Throws: ``ExpectationError/counts(_:isReplace:)`` with every count that is not as expected.
    func check(_ accounts: [[InputAccount]]) throws(ExpectationError) {
        let breaches = zip(sinks, accounts).flatMap(breaches)
        if !breaches.isEmpty { throw .counts(breaches, isReplace: sinks[0].mode == .replace) }
    }

    private func breaches(of sink: SinkSpec, _ accounts: [InputAccount]) -> [CountBreach] {
        let expectations = sink.expectations
        let written = accounts.reduce(WrittenRows()) { $0 + $1.written }
        let breaches = [
            breach("rows_read", expectations.rowsRead?.value, accounts.reduce(0) { $0 + $1.input.records }),
            breach("rows_written", expectations.rowsWritten?.value, written.inserted + written.updated),
            breach("rejects", expectations.rejects?.value, accounts.reduce(0) { $0 + $1.rejected }),
        ].compactMap { $0 }
        if sinks.count == 1 { return breaches }
        return breaches.map { breach in
            var breach = breach
            breach.expectation += " of table \(sink.table.value)"
            return breach
        }
    }

    private func breach(_ key: String, _ condition: CountCondition?, _ actual: Int) -> CountBreach? {
        guard let condition, !condition.range.contains(actual) else { return nil }
        return CountBreach(expectation: "expect.\(key)", condition: condition.text, actual: actual)
    }
}
