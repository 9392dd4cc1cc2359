// A job whose specs have been read: what runs, with which parameters, into which database.

import Flow
import Foundation
import PipelineSpec
import RowModel

/// Everything a night needs. A spec that is faulty is part of it: that pipeline fails, and the others still run.
public struct JobPlan: Sendable {
    public struct Pipeline: Sendable {
        public var job: JobPipelineSpec
        /// As seen from where the user stands.
        public var specPath: String
        /// What it is given, of the parameters that it declares.
        public var parameters: [String: String]
        /// nil if the spec can't be read.
        public var database: String?
        /// The same for all paths to one database.
        var databaseIdentity: String?
        public var spec: PipelineSpec?
        /// What is wrong with the spec.
        public var fault: SpecError?
    }

    public var job: JobSpec
    public var journal: String
    /// Those of the job with tonight's values, without what came from the environment.
    public var parameters: [String: String]
    public var pipelines: [Pipeline]

    /// What is done to each database, its folders as seen from where the user stands.
    public var maintenance: MaintenanceSpec? {
        var spec = job.maintenance
        if let folder = resolved(spec?.backup?.folder) { spec?.backup?.folder = folder }
        return spec
    }

    /// The file for the page about the newest night.
    public var report: String? { resolved(job.report) }
    /// The file for its metrics.
    public var metrics: String? { resolved(job.metrics) }

    private func resolved(_ path: String?) -> String? {
        path.map { SpecRelativePath.resolve($0, relativeTo: job.path.folderPart) }
    }

    init(job: JobSpec, journal: String, parameters: [String: String], pipelines: [Pipeline]) {
        self.job = job
        self.journal = journal
        self.parameters = parameters
        self.pipelines = pipelines
    }

    /// Reads a job file and the specs it names.
    /// - Parameters:
    ///   - given: values of the command line, which take the place of all others.
    ///   - now: when the night begins.
    /// - Throws: `SpecError` if the job file is wrong or there is no such file.
    public init(path: String, given: [String: String], now: Date) throws {
        let job = try JobSpec.load(path: path)
        self = try JobPlanner(job: job, given: given, now: now).plan()
    }

    /// Of its pipelines, each once.
    var databases: [String] {
        var seen: Set<String> = []
        return pipelines.compactMap { pipeline in
            guard let identity = pipeline.databaseIdentity, seen.insert(identity).inserted else { return nil }
            return pipeline.database
        }
    }

    var rules: [ScheduleRule] {
        pipelines.map { pipeline in
            ScheduleRule(
                after: pipeline.job.after, database: pipeline.databaseIdentity, attempts: pipeline.job.retries.attempts,
                retryDelay: pipeline.job.retries.delay, timeout: pipeline.job.timeout, waitFor: pipeline.job.waitFor,
                isVerified: pipeline.job.verify != .none)
        }
    }

    /// Whether what two pipelines say may be mixed.
    var hasParallelPipelines: Bool { job.concurrency > 1 && pipelines.count > 1 }
}

/// The time at which nights begin; a test may set it.
public enum NightClock {
    /// `WEIR_TEST_NOW`, an ISO 8601 time, stands for the clock where days are told. Not for use.
    public static var now: Date {
        guard let text = ProcessInfo.processInfo.environment["WEIR_TEST_NOW"],
            let date = try? Date.ISO8601FormatStyle().parse(text)
        else { return Date() }
        return date
    }
}
