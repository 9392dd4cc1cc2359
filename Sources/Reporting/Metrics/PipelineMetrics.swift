// The last run of one pipeline, as metrics tell of it.

import Foundation
import Ledger
import RowModel

/// How a pipeline's last run ended, or that it was not begun.
public struct PipelineMetrics: Sendable {
    public var job: String?
    /// Of a job, what the job calls it.
    public var pipeline: String
    public var succeeded: Bool
    /// nil if it was not begun.
    public var exitCode: Int32?
    public var start: Date?
    public var end: Date?
    /// nil if it is not known.
    public var lastSuccess: Date?
    /// nil if it was not verified.
    public var verified: Bool?
    /// One for each table.
    public var runs: [RunSummary] = []

    public init(
        pipeline: String, job: String? = nil, succeeded: Bool, exitCode: Int32? = nil, start: Date? = nil, end: Date? = nil,
        lastSuccess: Date? = nil, verified: Bool? = nil, runs: [RunSummary] = []
    ) {
        self.pipeline = pipeline
        self.job = job
        self.succeeded = succeeded
        self.exitCode = exitCode
        self.start = start
        self.end = end
        self.lastSuccess = lastSuccess
        self.verified = verified
        self.runs = runs
    }

    func write(to text: inout MetricsText) {
        var labels = [(name: "pipeline", value: pipeline)]
        if let job { labels.insert((name: "job", value: job), at: 0) }
        text.set(.runSuccess, labels, succeeded)
        if let exitCode { text.set(.runExitCode, labels, Int(exitCode)) }
        if let start { text.set(.runStart, labels, start.timeIntervalSince1970.rounded(toPlaces: 3)) }
        if let end { text.set(.runEnd, labels, end.timeIntervalSince1970.rounded(toPlaces: 3)) }
        if let lastSuccess { text.set(.runLastSuccess, labels, lastSuccess.timeIntervalSince1970.rounded(toPlaces: 3)) }
        if let verified { text.set(.runVerified, labels, verified) }
        // What was never entered in the ledger has no counts.
        let entered = runs.filter { $0.run != nil }
        for run in entered { run.writeCounts(labels, to: &text) }
        entered.first?.writeMeasures(labels, to: &text)
    }
}

extension RunSummary {
    fileprivate func writeCounts(_ labels: [(name: String, value: String)], to text: inout MetricsText) {
        let labels = labels + [(name: "table", value: table)]
        text.set(.runBalanced, labels, accountsForAll)
        text.set(.runRecords, labels, records)
        for (outcome, rows) in [
            ("inserted", inserted), ("updated", updated), ("ignored", ignored), ("dropped", dropped), ("rejected", rejected),
        ] {
            text.set(.runRows, labels + [(name: "outcome", value: outcome)], rows)
        }
        text.set(.runAddedRows, labels, added)
        text.set(.runWrittenRows, labels, inserted + updated)
        if let rowsAfter { text.set(.tableRows, labels, rowsAfter) }
        for (position, stage) in stages.enumerated() {
            let labels = labels + [(name: "position", value: "\(position)"), (name: "stage", value: stage.name)]
            text.set(.stageIn, labels, stage.in)
            text.set(.stageAdded, labels, stage.added)
            text.set(.stageOut, labels, stage.out)
            text.set(.stageDropped, labels, stage.dropped)
            text.set(.stageRejected, labels, stage.rejected)
        }
    }

    /// Also of a run that failed for something else, other than `balanced`.
    private var accountsForAll: Bool {
        failure?.exitCode != ExitCode.unbalanced.rawValue
            && records + added == inserted + updated + ignored + dropped + rejected
    }

    /// The runs of a pipeline's tables have these in common.
    fileprivate func writeMeasures(_ labels: [(name: String, value: String)], to text: inout MetricsText) {
        text.set(.runDuration, labels, seconds)
        for (phase, seconds) in [
            ("decode", decodeSeconds), ("transform", transformSeconds), ("insert", insertSeconds), ("commit", commitSeconds),
            ("finish", finishSeconds),
        ] {
            text.set(.runPhase, labels + [(name: "phase", value: phase)], seconds)
        }
        text.set(.runWait, labels + [(name: "side", value: "reader")], channel.readerHeldSeconds)
        text.set(.runWait, labels + [(name: "side", value: "sink")], channel.sinkStarvedSeconds)
        text.set(.runCommits, labels, commits)
        text.set(.runFileBytes, labels, fileBytes)
        text.set(.runDecodedBytes, labels, decodedBytes)
        text.set(.runPeakMemory, labels, peakMemoryBytes)
        text.set(.runChannelPeak, labels, channel.peakLevel)
        text.set(.runChannelHighWatermark, labels, channel.highWatermark)
    }
}
