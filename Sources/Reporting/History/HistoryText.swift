// The last runs for a person: a line each, and below them what is not as it should be.

import Ledger
import RowModel

extension HistoryListing {
    public var text: String {
        let count = runs.count < allRuns ? "the last \(runs.count.grouped) of \(allRuns.counted("run"))" : allRuns.counted("run")
        return (["\(database): \(count)".lineSafe] + tableLines + verdictLines).joined(separator: "\n")
    }

    private var tableLines: [String] {
        if runs.isEmpty { return [] }
        let columns: [(String, AlignedTable.Alignment)] = [
            ("run", .right), ("pipeline → table", .left), ("started (UTC)", .left), ("duration", .right), ("status", .left),
            ("records", .right), ("written", .right), ("dropped", .right), ("rejected", .right), ("balanced", .left),
            ("vs usual", .right),
        ]
        var table = AlignedTable(columns.map(\.1))
        table.add(columns.map(\.0))
        for run in runs { table.add(run.cells) }
        return table.lines()
    }

    private var verdictLines: [String] {
        let problems = runs.flatMap(\.problems).map { "✗ \($0)".lineSafe }
        let records = runs.reduce(0) { $0 + $1.records }
        let verdict = "all balanced: \(runs.count.counted("run")), \(records.counted("record"))"
        return (problems.isEmpty ? [verdict] : problems) + runs.compactMap(\.surprise).map(\.lineSafe)
    }
}

extension HistoryRun {
    fileprivate var cells: [String] {
        [
            "\(run)", "\(pipeline) → \(table)".lineSafe, startedText.lineSafe,
            seconds?.durationText ?? "", status, records.grouped, rowsWritten.grouped, dropped.grouped, rejected.grouped,
            balanced ? "✓" : "✗", comparison,
        ]
    }

    /// To the second.
    private var startedText: String { String(startedAt.prefix(19)).replacing("T", with: " ") }

    private var name: String { "run \(run) (\(pipeline) → \(table))" }

    /// What makes it more than a run that ended well.
    fileprivate var problems: [String] {
        var problems: [String] = []
        switch RunState(rawValue: status) {
        case .failed: problems.append("\(name) failed: \(error ?? "no reason is stored")")
        case .interrupted: problems.append("\(name) was \(error ?? "interrupted")")
        case .killed: problems.append("\(name) never ended: it was killed; run the pipeline again")
        default: break
        }
        if !balanced {
            problems.append(
                "\(name) is not balanced: equations do not hold for \(imbalancedInputs.counted("input")); "
                    + "weir verify-counts says which")
        }
        return problems
    }

    /// How it compares with the runs before it: empty for a run that can't be compared.
    private var comparison: String {
        guard let usual else { return isComparable ? "–" : "" }
        return (flagged ? "\(mark(beside: usual)) " : "") + difference(from: usual)
    }

    private var isComparable: Bool { status == RunState.complete.rawValue && records > 0 && !retry }

    fileprivate var surprise: String? {
        guard flagged, let usual else { return nil }
        return "\(mark(beside: usual)) \(name): \(rowsWritten.counted("row")) written, \(difference(from: usual)) beside "
            + "the median of the \(usual.runs) runs before it, \(usual.medianText)"
    }

    private func mark(beside usual: Usual) -> String { Double(rowsWritten) < usual.median ? "▼" : "▲" }

    private func difference(from usual: Usual) -> String { (usual.deviationPercent ?? .infinity).percentText }
}

extension HistoryRun.Usual {
    fileprivate var medianText: String {
        let whole = Int(median)
        return whole.grouped + (Double(whole) == median ? "" : ".5")
    }
}

extension Double {
    /// A deviation as a person reads it: `+4 %`, `−62 %`.
    var percentText: String {
        if isInfinite { return "+∞ %" }
        let whole = rounded()
        if whole == 0 { return "±0 %" }
        // A run that grew a millionfold has a number that no Int need hold.
        let digits = Int(exactly: abs(whole))?.grouped ?? "\(abs(whole))"
        return "\(whole < 0 ? "−" : "+")\(digits) %"
    }

    /// Seconds: `0.4 s`, `3 min 20 s`, `2 h 5 min`.
    var durationText: String {
        if self < 60 { return "\(rounded(toPlaces: 1)) s" }
        let whole = Int(exactly: rounded()) ?? 0
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\((whole / 3600).grouped) h \(whole / 60 % 60) min"
    }
}
