// All that a page says of a night.

import Foundation
import Ledger
import RowModel

/// A night of a job: what became of each pipeline, and the run of each as its ledger has it.
public struct NightReport: Sendable {
    struct Entry: Sendable {
        var pipeline: NightPipeline
        /// Over all its tables; nil if it never got so far as to count.
        var figures: RunFigures?
        /// nil where the pipeline never got to a ledger, or it can't be read any more.
        var report: RunReport?
        /// Why the ledger can't be read.
        var unreadable: String?
    }

    public let journal: String
    let night: Night
    /// Who is at it, such as `pid 123, since 2026-11-22T01:00:00Z`, of a night that has not ended; nil where nobody is.
    let holder: String?
    let entries: [Entry]
    let maintenance: [NightMaintenance]
    let discretion: ReportDiscretion

    init(
        journal: String, night: Night, holder: String?, entries: [Entry], maintenance: [NightMaintenance],
        discretion: ReportDiscretion = ReportDiscretion()
    ) {
        self.journal = journal
        self.night = night
        self.holder = holder
        self.entries = entries
        self.maintenance = maintenance
        self.discretion = discretion
    }

    /// Reads it from the journal, and from the ledgers of the pipelines that got to one.
    /// - Parameters:
    ///   - number: of the night; nil for the newest.
    ///   - job: whose night is meant; nil for that of any.
    /// - Throws: ``Ledger/JournalError``. A ledger that can't be read is no error, but told on the page.
    public init(
        journal path: String, night number: Int64? = nil, job: String? = nil,
        discretion: ReportDiscretion = ReportDiscretion()
    ) throws {
        let journal = try JournalReader(path: path)
        // Before the journal is read: a night that ends meanwhile is found ended.
        let holder = journal.holder
        let nights = try journal.nights(job: job, limit: number == nil ? 1 : nil)
        guard let night = number.map({ wanted in nights.first { $0.id == wanted } }) ?? nights.first else {
            throw JournalError.noNight(path: path, night: number)
        }
        let newestOfAll = try journal.nights(limit: 1).first?.id
        self.init(
            journal: path, night: night,
            // A journal has one night at a time.
            holder: night.finishedAt == nil && night.id == newestOfAll ? holder : nil,
            entries: try journal.pipelines(ofNight: night.id).map { try Self.entry($0, discretion) },
            maintenance: try journal.maintenance(ofNight: night.id), discretion: discretion)
    }

    private static func entry(_ pipeline: NightPipeline, _ discretion: ReportDiscretion) throws -> Entry {
        let figures = pipeline.summaries == "[]" ? nil : RunFigures.sum(ofSummaries: pipeline.summaries)
        var entry = Entry(pipeline: pipeline, figures: figures)
        guard let run = PrintedRun.first(pipeline.summaries) else { return entry }
        do {
            entry.report = try RunReport(database: run.database, RunChoice(run: run.run), discretion: discretion)
        } catch let error as LedgerError {
            entry.unreadable = error.description
        }
        return entry
    }

    public var summary: String { "night \(night.id) of \(night.job): \(verdict.headline)" }

    var succeeded: Int { entries.count { $0.pipeline.status == .succeeded } }

    var verdict: ReportVerdict {
        guard let exitCode = night.exitCode, night.finishedAt != nil else {
            guard let holder else {
                return ReportVerdict(
                    tone: .bad, headline: "Killed: the night never ended",
                    reason: "nobody has the journal, and the night has no end in it", notes: night.notes)
            }
            return ReportVerdict(tone: .busy, headline: "Still running (\(holder))", reason: nil, notes: night.notes)
        }
        let all = succeeded == entries.count
        let count = all ? entries.count.counted("pipeline") : "\(succeeded) of \(entries.count.counted("pipeline"))"
        guard exitCode == 0, all else {
            return ReportVerdict(
                tone: .bad, headline: "\(count) succeeded, exit code \(exitCode)", reason: nil, notes: night.notes)
        }
        let remarkable = entries.filter { ($0.report?.verdict?.tone ?? .good) != .good }
        let remarks = remarkable.flatMap { entry in
            (entry.report?.verdict?.notes ?? []).map { "\(entry.pipeline.name): \($0)" }
        }
        return ReportVerdict(
            tone: remarkable.isEmpty && night.notes.isEmpty ? .good : .remark,
            headline: "\(count) succeeded: every record is accounted for", reason: nil, notes: night.notes + remarks)
    }
}
