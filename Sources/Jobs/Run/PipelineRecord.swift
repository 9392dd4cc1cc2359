// What is known of a pipeline while its night runs, on its way to the journal.

import Foundation
import Ledger
import PipelineSpec
import Reporting
import RowModel

/// One pipeline's entry, and what its processes have said.
struct PipelineRecord: Sendable {
    private(set) var entry: NightPipeline
    /// The process that ended last.
    private var last: ChildProcess.Outcome?
    private var problems: [String] = []
    private var isVerifying = false
    /// Loads that have found no input.
    private(set) var missingInputs = 0

    init(_ pipeline: JobPlan.Pipeline, position: Int) {
        entry = NightPipeline(
            position: position, name: pipeline.job.name, specPath: pipeline.specPath, database: pipeline.database)
    }

    mutating func loadBegins(attempt: Int, at time: Date) {
        entry.status = .running
        entry.attempts = attempt
        if entry.startedAt == nil { entry.startedAt = JournalTime.text(time) }
    }

    mutating func loadEnded(_ outcome: ChildProcess.Outcome) {
        last = outcome
        if outcome.end == .exited(ExitCode.noInput.rawValue) { missingInputs += 1 }
        entry.summaries = "[" + outcome.lines.joined(separator: ",") + "]"
        // Something else than our own JSON must not spoil that of the night.
        if RunFigures.sum(ofSummaries: entry.summaries) == nil { entry.summaries = "[]" }
    }

    mutating func verificationEnded(_ outcome: ChildProcess.Outcome) {
        last = outcome
        isVerifying = true
        let text = "[" + outcome.lines.joined(separator: ",") + "]"
        guard let verdicts = try? JSONDecoder().decode([Verdict].self, from: Data(text.utf8)) else { return }
        if !verdicts.isEmpty { entry.verification = text }
        problems = verdicts.flatMap(\.problems)
    }

    /// What `weir verify-counts --json` says.
    private struct Verdict: Decodable {
        var problems: [String]
    }

    /// - Parameters:
    ///   - timeout: of the pipeline, in seconds.
    ///   - others: the names of all pipelines of the job.
    mutating func close(_ ending: PipelineEnding, at time: Date, timeout: Double?, signal: Int32?, others: [String]) {
        entry.exitCode = ending.code
        entry.isVerified = ending.isVerified
        if entry.startedAt != nil { entry.finishedAt = JournalTime.text(time) }
        switch ending.status {
        case .succeeded: entry.status = .succeeded
        case .skipped(let cause):
            entry.status = .skipped
            entry.error = "not begun, since \(others[cause]) has not succeeded"
        case .interrupted(let begun):
            entry.status = .interrupted
            let byWhat = signal.map { "the job was interrupted by \(signalName($0))" } ?? "the job was interrupted"
            entry.error = begun ? loadError ?? byWhat : "not begun, since \(byWhat)"
        case .timedOut:
            entry.status = .timedOut
            let bound = "it had not ended after \(durationText(timeout ?? 0)), the timeout"
            entry.error = [bound, loadError].compactMap(\.self).joined(separator: ": ")
        case .failed:
            entry.status = .failed
            entry.error = isVerifying ? verificationError : loadError
        }
    }

    private var verificationError: String {
        if !problems.isEmpty { return "verify-counts: " + problems.prefix(20).joined(separator: "\n") }
        return "verify-counts: " + (said ?? "it ended without a verdict")
    }

    /// What the load that ended last has said, or how its process has ended; nil if there was none.
    private var loadError: String? {
        if let failure = RunFailure(ofSummaries: entry.summaries) { return failure.message }
        let isKilled = if case .killed? = last?.end { true } else { false }
        return isKilled ? said.map { "\($0); what it has committed stays, and the next run goes on behind it" } : said
    }

    private var said: String? { last?.said }
}

extension ChildProcess.Outcome {
    /// What it has said last, or how it has ended.
    var said: String? {
        switch end {
        case .notStarted(let reason): "it can't be started: \(reason)"
        case .killed(let signal): "its process was killed by \(signalName(signal))"
        case .exited where !lastErrors.isEmpty: lastErrors.joined(separator: "\n")
        case .exited(let code): "its process has ended with exit code \(code) and said nothing"
        }
    }
}

/// `90s`, `5m`, `4h`, as a job file has it.
func durationText(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    for (unit, size) in [("h", 3_600_000), ("m", 60_000), ("s", 1000)] where milliseconds % size == 0 && milliseconds > 0 {
        return "\(milliseconds / size)\(unit)"
    }
    return "\(milliseconds)ms"
}
