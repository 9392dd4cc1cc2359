// A night for a person: a line for each pipeline, and what it comes to.

import Ledger
import RowModel

extension NightSummary {
    /// Several lines; the last one says whether the night ended well.
    public var text: String {
        var table = AlignedTable([.left, .left, .right, .right, .right, .right, .right, .left])
        for pipeline in pipelines { table.add(pipeline.cells) }
        var lines = ["\(job): night\(night.map { " \($0)" } ?? "")\(dryRun ? ", dry run" : ""), begun \(started)"]
        lines += table.lines()
        lines += maintenance.map {
            "  \($0.succeeded ? "✓" : "✗") \($0.task) of \($0.database.relativeToCurrentFolder)\($0.detail.map { ": \($0)" } ?? "")"
        }
        lines += notes.map { "  ! \($0)" }
        lines.append(verdict)
        return lines.map(\.lineSafe).joined(separator: "\n")
    }

    /// `night 12: 4 of 5 pipelines succeeded; every record of these is accounted for; exit code 65 (events: …)`
    public var verdict: String {
        let title = night.map { "night \($0)" } ?? (dryRun ? "dry run" : "night")
        let succeeded = pipelines.count { $0.status == NightPipeline.Status.succeeded.rawValue }
        let all = succeeded == pipelines.count
        var parts = [
            all
                ? "\(succeeded.counted("pipeline")) succeeded"
                : "\(succeeded) of \(pipelines.count.counted("pipeline")) succeeded"
        ]
        if succeeded > 0 { parts.append("every record\(all ? "" : " of these") is accounted for") }
        if let exitCode, exitCode != 0 {
            parts.append("exit code \(exitCode)\(cause(of: exitCode).map { " (\($0))" } ?? "")")
        }
        return "\(title): \(parts.joined(separator: "; "))".lineSafe
    }

    /// Who has ended with it, and why.
    private func cause(of code: Int32) -> String? {
        if let pipeline = pipelines.first(where: { $0.exitCode == code }) { return "\(pipeline.name): \(pipeline.firstLine)" }
        let task = maintenance.first { !$0.succeeded }
        return task.map { "\($0.task) of \($0.database): \($0.detail ?? "")" } ?? notes.first
    }
}

extension NightSummary.Pipeline {
    fileprivate var cells: [String] {
        let hasCounts = figures != RunFigures()
        func count(_ number: Int, _ noun: String) -> String { hasCounts ? "\(number.grouped) \(noun)" : "" }
        return [
            mark, name + (attempts > 1 ? " (\(attempts) attempts)" : ""), count(figures.records, "records"),
            count(figures.inserted + figures.updated, "written"), count(figures.dropped, "dropped"),
            count(figures.rejected, "rejected"), seconds.map { "\($0.rounded(toPlaces: 1)) s" } ?? "", note,
        ]
    }

    private var mark: String {
        switch NightPipeline.Status(rawValue: status) {
        case .succeeded: "✓"
        case .skipped, .waiting: "–"
        case .running: "…"
        case .failed, .interrupted, .timedOut, nil: "✗"
        }
    }

    private var note: String {
        switch NightPipeline.Status(rawValue: status) {
        case .succeeded: verified == true ? "verified" : ""
        case .waiting: "not begun"
        case .running: "running"
        default: "\(status.replacing("_", with: " ")): \(firstLine)"
        }
    }

    /// Of the error.
    fileprivate var firstLine: String {
        error?.split(separator: "\n").first.map(String.init) ?? "no reason is known"
    }
}
