// The last runs, as text and JSON.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Ledger
@testable import Reporting

@Suite struct HistoryTextTests {
    /// One run of `nightly` into `rows`, of one input.
    private static func entry(
        _ id: Int64, written: Int, state: RunState = .complete, error: String? = nil, seconds: Double? = 1.5, imbalanced: Int = 0,
        earlier: [Int] = [100, 100, 100], retried: Int = 0
    ) -> RunHistory.Entry {
        let status = RunStatus(rawValue: state.rawValue) ?? .running
        var totals = RunTotals(
            RunRecord(
                id: id, pipeline: "nightly", table: "rows", mode: "append", status: status, error: error, specDigest: "", parameters: "{}",
                startedAt: "2026-11-19T02:00:00.123Z", finishedAt: nil, rowsBefore: 0, rowsAfter: nil, columns: [], hasLineage: false,
                seal: nil))
        totals.inputs = 1
        totals.retriedInputs = retried
        totals.records = written
        totals.written = WrittenRows(inserted: written)
        totals.seconds = seconds
        return RunHistory.Entry(
            totals: totals, state: state, imbalancedInputs: imbalanced, usual: totals.isComparable ? Usual(of: earlier) : nil)
    }

    private static func listing(_ entries: [RunHistory.Entry], of all: Int? = nil, threshold: Double = 30) -> HistoryListing {
        HistoryListing(RunHistory(database: "d.sqlite", runs: all ?? entries.count, entries: entries), threshold: threshold)
    }

    @Test("a line each, then what is wrong, then what is not as usual")
    func text() {
        let entries = [
            Self.entry(1, written: 1000, earlier: [1, 2]), Self.entry(2, written: 104, seconds: 75),
            Self.entry(3, written: 38, seconds: 7500), Self.entry(4, written: 0, state: .failed, error: "bad\u{1B}[2J\nx", seconds: 0),
            Self.entry(5, written: 5, state: .killed, seconds: nil, imbalanced: 2), Self.entry(6, written: 250, earlier: [100, 101, 100, 101]),
            Self.entry(7, written: 12, retried: 1), Self.entry(8, written: 7, earlier: [0, 0, 0]),
        ]
        #expect(Self.listing(entries).text == """
            d.sqlite: 8 runs
              run  pipeline → table  started (UTC)          duration  status    records  written  dropped  rejected  balanced  vs usual
                1  nightly → rows    2026-11-19 02:00:00       1.5 s  complete    1,000    1,000        0         0  ✓                –
                2  nightly → rows    2026-11-19 02:00:00  1 min 15 s  complete      104      104        0         0  ✓             +4 %
                3  nightly → rows    2026-11-19 02:00:00   2 h 5 min  complete       38       38        0         0  ✓          ▼ −62 %
                4  nightly → rows    2026-11-19 02:00:00       0.0 s  failed          0        0        0         0  ✓
                5  nightly → rows    2026-11-19 02:00:00              killed          5        5        0         0  ✗
                6  nightly → rows    2026-11-19 02:00:00       1.5 s  complete      250      250        0         0  ✓         ▲ +149 %
                7  nightly → rows    2026-11-19 02:00:00       1.5 s  complete       12       12        0         0  ✓
                8  nightly → rows    2026-11-19 02:00:00       1.5 s  complete        7        7        0         0  ✓           ▲ +∞ %
            ✗ run 4 (nightly → rows) failed: bad\\u{1b}[2J\\u{a}x
            ✗ run 5 (nightly → rows) never ended: it was killed; run the pipeline again
            ✗ run 5 (nightly → rows) is not balanced: equations do not hold for 2 inputs; weir verify-counts says which
            ▼ run 3 (nightly → rows): 38 rows written, −62 % beside the median of the 3 runs before it, 100
            ▲ run 6 (nightly → rows): 250 rows written, +149 % beside the median of the 4 runs before it, 100.5
            ▲ run 8 (nightly → rows): 7 rows written, +∞ % beside the median of the 3 runs before it, 0
            """)
    }

    @Test("where nothing is wrong it says so, and how many runs are not shown")
    func balanced() {
        let lines = Self.listing([Self.entry(8, written: 99), Self.entry(9, written: 0, state: .running)], of: 1200).text
            .components(separatedBy: "\n")
        #expect(lines.first == "d.sqlite: the last 2 of 1,200 runs" && lines.last == "all balanced: 2 runs, 99 records")
        #expect(Self.listing([]).text == "d.sqlite: 0 runs\nall balanced: 0 runs, 0 records")
    }

    @Test("a difference on the threshold is not flagged, one beyond it is", arguments: [(70, 30.0, false), (69, 30, true), (130, 30, false), (131, 30, true), (100, 0, false), (101, 0, true)])
    func threshold(_ written: Int, _ threshold: Double, _ isFlagged: Bool) {
        #expect(Self.listing([Self.entry(1, written: written)], threshold: threshold).runs[0].flagged == isFlagged)
    }

    @Test("JSON has a line for each run, and no number that JSON has not")
    func json() throws {
        let lines = Self.listing([Self.entry(1, written: 62), Self.entry(2, written: 7, earlier: [0, 0, 0])]).json
            .components(separatedBy: "\n")
        let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        #expect(objects.count == 2)
        let usual = objects.map { $0?["usual"] as? [String: Any] }
        #expect(usual[0]?["deviation_percent"] as? Double == -38 && usual[0]?["median"] as? Double == 100 && usual[0]?["runs"] as? Int == 3)
        #expect(usual[1]?["median"] as? Double == 0 && usual[1]?["deviation_percent"] == nil)
        #expect(objects.allSatisfy { $0?["flagged"] as? Bool == true && $0?["status"] as? String == "complete" && $0?["balanced"] as? Bool == true })
    }
}
