// Which runs make up the table.

import RowModel
import Testing

@testable import Ledger

@Suite struct LedgerHistoryTests {
    /// Runs in order: `a`ppend or `r`eplace, then `+` complete, `-` failed, `~` killed. Each had 10 × its number rows before.
    private static func history(_ runs: String) -> LedgerHistory {
        LedgerHistory(runs.split(separator: " ").enumerated().map { index, run in
            let status: RunStatus = run.hasSuffix("+") ? .complete : run.hasSuffix("-") ? .failed : .running
            return RunRecord(
                id: Int64(index + 1), pipeline: "p", table: "t", mode: run.hasPrefix("r") ? "replace" : "append", status: status,
                error: nil, specDigest: "", parameters: "{}", startedAt: "", finishedAt: nil, rowsBefore: 10 * (index + 1), rowsAfter: nil,
                columns: [], hasLineage: false, seal: nil)
        })
    }

    @Test("rows come from the last complete replace and the appends behind it", arguments: [
        ("", [], 0, nil), ("a+", [1], 10, nil), ("a+ a+", [1, 2], 10, nil), ("r+", [1], 0, nil), ("a+ r+", [2], 0, nil),
        ("r+ a+ a+", [1, 2, 3], 0, nil), ("r+ a+ r+ a+", [3, 4], 0, nil),
        // A failed replace left the table as it was.
        ("a+ r-", [1], 10, 2), ("a+ r- a+", [1, 3], 10, nil), ("r+ a+ r~", [1, 2], 0, 3), ("r-", [], 0, 1),
        ("r- a+", [2], 20, nil), ("r+ r- r+", [3], 0, nil),
        // A failed append may have left rows.
        ("a-", [1], 10, 1), ("a+ a-", [1, 2], 10, 2), ("a+ a~", [1, 2], 10, 2), ("a- a+", [1, 2], 10, nil), ("a- r+", [2], 0, nil),
        ("a- r-", [1], 10, 2), ("r+ a- r- a+", [1, 2, 4], 0, nil),
    ] as [(String, [Int64], Int, Int64?)])
    func history(_ runs: String, _ contributing: [Int64], _ rowsBefore: Int, _ failedLast: Int64?) {
        let history = Self.history(runs)
        #expect(history.contributing.map(\.id) == contributing)
        #expect(history.rowsBefore == rowsBefore)
        #expect(history.failedLast?.id == failedLast)
    }
}
