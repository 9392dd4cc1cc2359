// The whole of a metrics file.

import Foundation
import Ledger
import RowModel

/// Text for the node exporter's textfile collector.
public enum MetricsPage {
    public static func text(of pipelines: [PipelineMetrics]) -> String {
        var text = MetricsText()
        for pipeline in pipelines { pipeline.write(to: &text) }
        return text.text
    }

    /// Of a job that could not be begun.
    public static func text(ofJob job: String, failedWith exitCode: Int32, at time: Date = .now) -> String {
        var text = MetricsText()
        let labels = [(name: "job", value: job)]
        text.set(.jobSuccess, labels, false)
        text.set(.jobExitCode, labels, Int(exitCode))
        text.set(.jobStart, labels, time.timeIntervalSince1970.rounded(toPlaces: 3))
        text.set(.jobEnd, labels, time.timeIntervalSince1970.rounded(toPlaces: 3))
        return text.text
    }

    /// Of a night as its journal has it.
    /// - Parameter id: its number; nil for the newest.
    /// - Throws: ``JournalError``
    public static func text(ofNight id: Int64?, inJournal path: String) throws -> String {
        let journal = try JournalReader(path: path)
        let night = try journal.night(id)
        return try text(
            of: night, journal.pipelines(ofNight: night.id), journal.maintenance(ofNight: night.id),
            lastSuccess: { try? journal.lastSuccess(ofPipeline: $0, inJob: night.job) })
    }

    /// Of a job's night: itself, each pipeline, and maintenance.
    /// - Parameter lastSuccess: when a pipeline of the job, by its name, has last ended well before this night.
    public static func text(
        of night: Night, _ pipelines: [NightPipeline], _ maintenance: [NightMaintenance] = [],
        lastSuccess: (String) -> Date?
    ) -> String {
        var text = MetricsText()
        let job = [(name: "job", value: night.job)]
        text.set(.jobSuccess, job, night.exitCode == 0)
        if let exitCode = night.exitCode { text.set(.jobExitCode, job, Int(exitCode)) }
        if let start = JournalTime.date(night.startedAt) { text.set(.jobStart, job, start.timeIntervalSince1970) }
        if let end = night.finishedAt.flatMap(JournalTime.date) { text.set(.jobEnd, job, end.timeIntervalSince1970) }
        for pipeline in pipelines {
            PipelineMetrics(pipeline, ofJob: night.job, lastSuccess: lastSuccess(pipeline.name)).write(to: &text)
        }
        for task in maintenance {
            let labels = job + [(name: "database", value: task.database), (name: "task", value: task.task)]
            text.set(.maintenanceSuccess, labels, task.succeeded)
            text.set(.maintenanceDuration, labels, task.seconds)
        }
        return text.text
    }
}

extension PipelineMetrics {
    /// - Parameter lastSuccess: before this night.
    init(_ pipeline: NightPipeline, ofJob job: String, lastSuccess: Date?) {
        let succeeded = pipeline.status == .succeeded
        let end = pipeline.finishedAt.flatMap(JournalTime.date)
        self.init(
            pipeline: pipeline.name, job: job, succeeded: succeeded, exitCode: pipeline.exitCode,
            start: pipeline.startedAt.flatMap(JournalTime.date), end: end,
            lastSuccess: succeeded ? end ?? lastSuccess : lastSuccess, verified: pipeline.isVerified,
            runs: RunSummary.list(json: pipeline.summaries) ?? [])
    }
}

extension RunSummary {
    /// - Parameter json: an array of what `weir run --json` has printed.
    /// - Returns: nil for a text that is none.
    public static func list(json: String) -> [RunSummary]? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode([RunSummary].self, from: Data(json.utf8))
    }
}
