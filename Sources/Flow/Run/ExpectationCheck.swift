// Are the counts of a run what the spec expects? Asked when all is written and before the run is closed.

import Ledger
import PipelineSpec

struct ExpectationCheck {
    let expectations: ExpectSpec
    let isReplace: Bool

    /// nil if nothing is expected of the counts.
    init?(_ spec: PipelineSpec) {
        expectations = spec.expectations
        let counts = [expectations.rowsRead, expectations.rowsWritten, expectations.rejects]
        if counts.allSatisfy({ $0 == nil }) { return nil }
        isReplace = spec.sink.mode == .replace
    }

    /// - Parameter accounts: all inputs of the run, those of an earlier attempt at it included.
    /// - Throws: ``ExpectationError/counts(_:isReplace:)`` with every count that is not as expected.
    func check(_ accounts: [InputAccount]) throws(ExpectationError) {
        let written = accounts.reduce(WrittenRows()) { $0 + $1.written }
        let breaches = [
            breach("rows_read", expectations.rowsRead?.value, accounts.reduce(0) { $0 + $1.input.records }),
            breach("rows_written", expectations.rowsWritten?.value, written.inserted + written.updated),
            breach("rejects", expectations.rejects?.value, accounts.reduce(0) { $0 + $1.rejected }),
        ].compactMap { $0 }
        if !breaches.isEmpty { throw .counts(breaches, isReplace: isReplace) }
    }

    private func breach(_ key: String, _ condition: CountCondition?, _ actual: Int) -> CountBreach? {
        guard let condition, !condition.range.contains(actual) else { return nil }
        return CountBreach(expectation: "expect.\(key)", condition: condition.text, actual: actual)
    }
}
