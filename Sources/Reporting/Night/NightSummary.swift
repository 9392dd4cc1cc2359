// What became of a night: as values with stable names for --json, for hooks, and as text for a person.

import Foundation
import Ledger
import RowModel

/// A night as its journal has it, in the shape that `weir run JOB --json` prints. Names are a promise to scripts.
public struct NightSummary: Sendable, Encodable {
    public struct Pipeline: Sendable, Encodable {
        public var name: String
        public var spec: String
        public var database: String?
        /// As in ``NightPipeline/Status``.
        public var status: String
        public var exitCode: Int32?
        public var error: String?
        public var attempts: Int
        public var seconds: Double?
        /// nil if it was not verified.
        public var verified: Bool?
        /// A place in the JSON: ``NightSummary/json`` puts in what the runs have printed.
        var runs: [String] = []
        /// Of all its tables.
        public var figures: RunFigures

        private enum CodingKeys: CodingKey {
            case name, spec, database, status, exitCode, error, attempts, seconds, verified, runs
        }
    }

    public struct Maintenance: Sendable, Encodable {
        public var database: String
        public var task: String
        public var succeeded: Bool
        public var detail: String?
        public var seconds: Double
    }

    public var job: String
    public var file: String
    /// nil of a dry run.
    public var night: Int64?
    public var params: [String: String]
    public var started: String
    public var finished: String?
    public var seconds: Double?
    public var exitCode: Int32?
    public var dryRun: Bool
    public var pipelines: [Pipeline]
    public var maintenance: [Maintenance]
    /// Of all runs of all pipelines: a table is a run of its own.
    public var totals: RunFigures
    public var notes: [String]
    /// A JSON array for each pipeline.
    private let summaries: [String]

    private enum CodingKeys: CodingKey {
        case job, file, night, params, started, finished, seconds, exitCode, dryRun, maintenance, totals, notes
    }

    public init(_ night: Night, _ pipelines: [NightPipeline], _ maintenance: [NightMaintenance] = [], isDry: Bool = false) {
        job = night.job
        file = night.jobPath
        self.night = isDry ? nil : night.id
        params = night.parameters
        started = night.startedAt
        finished = night.finishedAt
        seconds = night.seconds?.rounded(toPlaces: 3)
        exitCode = night.exitCode
        dryRun = isDry
        self.pipelines = pipelines.map(Pipeline.init)
        self.maintenance = maintenance.map {
            Maintenance(database: $0.database, task: $0.task, succeeded: $0.succeeded, detail: $0.detail, seconds: $0.seconds)
        }
        totals = self.pipelines.reduce(into: RunFigures()) { $0 += $1.figures }
        notes = night.notes
        summaries = pipelines.map(\.summaries)
    }

    /// One line. The runs stand in it as they were printed.
    public var json: String {
        let parts = zip(pipelines, summaries).map { pipeline, runs in
            jsonText(pipeline).replacing(#""runs":[]"#, with: "\"runs\":" + runs, maxReplacements: 1)
        }
        // All other keys are there, so a comma follows.
        return #"{"pipelines":["# + parts.joined(separator: ",") + "]," + jsonText(self).dropFirst()
    }
}

extension NightSummary.Pipeline {
    init(_ pipeline: NightPipeline) {
        self.init(
            name: pipeline.name, spec: pipeline.specPath, database: pipeline.database, status: pipeline.status.rawValue,
            exitCode: pipeline.exitCode, error: pipeline.error, attempts: pipeline.attempts,
            seconds: pipeline.seconds?.rounded(toPlaces: 3), verified: pipeline.isVerified,
            figures: RunFigures.sum(ofSummaries: pipeline.summaries) ?? RunFigures())
    }
}
