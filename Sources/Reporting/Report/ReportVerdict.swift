// Whether a run may be trusted, in words. Pure.

import Ledger
import RowModel

/// The first thing that a page says of a run.
struct ReportVerdict: Equatable {
    enum Tone: Int, Comparable {
        case good, remark, busy, bad

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

        /// Says without its colour what it is.
        var mark: String {
            switch self {
            case .good, .remark: "✓"
            case .busy: "…"
            case .bad: "✗"
            }
        }
    }

    var tone: Tone
    var headline: String
    /// Why, and where.
    var reason: String?
    /// What to do, and what is in the table now.
    var notes: [String]

    init(_ statement: RunStatement) {
        let record = statement.record
        let kept = RunSummary.kept(
            rows: statement.totals.written.inserted + statement.totals.written.updated, mode: record.mode,
            table: record.table,
            namingTable: true)
        let onward = record.replaces ? "the next run begins anew" : "the next run goes on behind what is committed"
        guard statement.isBalanced else {
            let advice =
                "weir verify-counts counts again, and says what is missing; don't rely on the table until it is clear"
            self.init(tone: .bad, headline: "NOT balanced", reason: Self.imbalance(statement), notes: [advice])
            return
        }
        switch statement.state {
        case .complete:
            let rejected = statement.totals.rejected
            let refused =
                "\(rejected.counted("row was", plural: "rows were")) refused and \(rejected == 1 ? "is" : "are") kept "
                + "with the reason, see below"
            self.init(
                tone: rejected > 0 ? .remark : .good, headline: "Balanced: every record is accounted for", reason: nil,
                notes: rejected > 0 ? [refused] : [])
        case .failed:
            self.init(
                tone: .bad, headline: "Failed", reason: record.error ?? "no reason is stored", notes: [kept, onward])
        case .interrupted:
            self.init(tone: .bad, headline: "Interrupted", reason: record.error, notes: [kept, onward])
        case .undone:
            self.init(
                tone: .bad, headline: "Undone: its rows were taken out of the table again", reason: record.error,
                notes: [])
        case .running:
            let holder = statement.holder.map { " (\($0))" } ?? ""
            self.init(
                tone: .busy, headline: "Still running\(holder)", reason: nil,
                notes: ["numbers are those of its last commit", kept])
        case .killed:
            self.init(
                tone: .bad, headline: "Killed: it never ended",
                reason: "nobody has the database, and the run has no end in the ledger", notes: [kept, onward])
        }
    }

    init(tone: Tone, headline: String, reason: String?, notes: [String]) {
        self.tone = tone
        self.headline = headline
        self.reason = reason
        self.notes = notes
    }

    private static func imbalance(_ statement: RunStatement) -> String {
        var problems = statement.imbalances.map { "\($0.path): \($0.imbalance.description)" }
        if statement.isSealIntact == false {
            problems.append("its entries in the ledger have been changed since it ended (the seal does not fit)")
        }
        return problems.joined(separator: "\n")
    }
}
