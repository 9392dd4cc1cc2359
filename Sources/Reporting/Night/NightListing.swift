// The last nights of a job, a line each.

import Foundation
import Ledger
import RowModel

/// What `weir history JOB` shows before the runs of its databases.
public struct NightListing: Sendable {
    /// nil where the nights may be those of several.
    private let job: String?
    private let journal: String
    /// Newest last.
    private let nights: [NightSummary]
    /// Who runs the newest night, if it has not ended.
    private let holder: String?

    /// - Parameters:
    ///   - job: whose nights; nil for all in the journal.
    ///   - last: at most so many nights, the newest.
    /// - Throws: ``JournalError``
    public init(journal path: String, job: String? = nil, last: Int) throws {
        let reader = try JournalReader(path: path)
        self.job = job
        journal = path
        // Before the nights are read: one that ends meanwhile is found ended.
        holder = reader.holder
        nights = try reader.nights(job: job, limit: last).reversed().map { night in
            NightSummary(night, try reader.pipelines(ofNight: night.id), try reader.maintenance(ofNight: night.id))
        }
    }

    /// One line of JSON for each night, as `weir run JOB --json` prints it.
    public var json: String { nights.map(\.json).joined(separator: "\n") }

    public var text: String {
        var table = AlignedTable([.right, .left, .right, .left, .right, .right, .right, .right, .left])
        for (position, night) in nights.enumerated() {
            table.add(cells(night, isNewest: position == nights.count - 1))
        }
        let lines = [(job.map { "job \($0), " } ?? "nights, ") + journal.relativeToCurrentFolder] + table.lines()
        return (nights.isEmpty ? lines + ["  no night yet"] : lines).map(\.lineSafe).joined(separator: "\n")
    }

    private func cells(_ night: NightSummary, isNewest: Bool) -> [String] {
        let succeeded = night.pipelines.count { $0.status == NightPipeline.Status.succeeded.rawValue }
        return [
            (night.night.map { "night \($0)" } ?? "") + (job == nil ? " of \(night.job)" : ""), night.started,
            night.seconds.map { "\($0.rounded(toPlaces: 1)) s" } ?? "", "\(succeeded) of \(night.pipelines.count) succeeded",
            "\(night.totals.records.grouped) records", "\((night.totals.inserted + night.totals.updated).grouped) written",
            "\(night.totals.dropped.grouped) dropped", "\(night.totals.rejected.grouped) rejected", end(of: night, isNewest: isNewest),
        ]
    }

    private func end(of night: NightSummary, isNewest: Bool) -> String {
        guard let code = night.exitCode else {
            return isNewest ? holder.map { "running (\($0))" } ?? "killed" : "killed"
        }
        if code == 0 { return "" }
        let others = night.pipelines.filter { $0.status != NightPipeline.Status.succeeded.rawValue }
        let names = others.isEmpty ? "" : ": \(others.map { "\($0.name) \($0.status)" }.joined(separator: ", "))"
        return "exit code \(code)\(names)"
    }
}
