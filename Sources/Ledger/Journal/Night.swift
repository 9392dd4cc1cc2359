// One execution of a job, as its journal has it.

/// A night: what was begun together by one `weir run` of a job, at whatever hour.
public struct Night: Sendable, Equatable {
    public var id: Int64
    public var job: String
    public var jobPath: String
    /// Those of the whole job, without what came from the environment.
    public var parameters: [String: String]
    /// ISO 8601, UTC, with milliseconds, as all times of a journal.
    public var startedAt: String
    /// nil as long as it runs, and for ever if its process was killed.
    public var finishedAt: String?
    /// nil as long as it has not ended.
    public var exitCode: Int32?
    public var toolVersion: String
    /// What else went wrong, such as a command of `on_failure`: it does not change the exit code.
    public var notes: [String]

    public init(
        id: Int64 = 0, job: String, jobPath: String, parameters: [String: String], startedAt: String,
        finishedAt: String? = nil, exitCode: Int32? = nil, toolVersion: String, notes: [String] = []
    ) {
        self.id = id
        self.job = job
        self.jobPath = jobPath
        self.parameters = parameters
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.exitCode = exitCode
        self.toolVersion = toolVersion
        self.notes = notes
    }

    public var seconds: Double? { JournalTime.seconds(from: startedAt, to: finishedAt) }
}

/// What became of one pipeline in a night.
public struct NightPipeline: Sendable, Equatable {
    public enum Status: String, Sendable, CaseIterable {
        /// Not begun yet; also of a night that was killed before.
        case waiting
        case running
        case succeeded
        case failed
        /// Something that it comes after has not succeeded.
        case skipped
        /// By a signal to the job or to itself.
        case interrupted
        case timedOut = "timed_out"
    }

    /// In the job file, from 0.
    public var position: Int
    public var name: String
    public var specPath: String
    /// nil if the spec could not be read.
    public var database: String?
    public var status: Status
    public var exitCode: Int32?
    public var error: String?
    /// Loads that were begun; looks for an input that was waited for count as one.
    public var attempts: Int
    public var startedAt: String?
    public var finishedAt: String?
    /// A JSON array: what `weir run --json` has printed in the last attempt, a run for each table, with at most 200 entries in
    /// each list of inputs.
    public var summaries: String
    /// nil if it was not verified.
    public var isVerified: Bool?
    /// A JSON array: what `weir verify-counts --json` has printed, with lists cut likewise.
    public var verification: String?

    public init(
        position: Int, name: String, specPath: String, database: String?, status: Status = .waiting,
        exitCode: Int32? = nil, error: String? = nil, attempts: Int = 0, startedAt: String? = nil,
        finishedAt: String? = nil, summaries: String = "[]", isVerified: Bool? = nil, verification: String? = nil
    ) {
        self.position = position
        self.name = name
        self.specPath = specPath
        self.database = database
        self.status = status
        self.exitCode = exitCode
        self.error = error
        self.attempts = attempts
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.summaries = summaries
        self.isVerified = isVerified
        self.verification = verification
    }

    public var seconds: Double? { startedAt.flatMap { JournalTime.seconds(from: $0, to: finishedAt) } }
}

/// What was done for a database when the night's loads had ended.
public struct NightMaintenance: Sendable, Equatable {
    public var position: Int
    public var database: String
    public var task: String
    public var succeeded: Bool
    public var detail: String?
    public var seconds: Double

    public init(
        position: Int, database: String, task: String, succeeded: Bool, detail: String? = nil, seconds: Double
    ) {
        self.position = position
        self.database = database
        self.task = task
        self.succeeded = succeeded
        self.detail = detail
        self.seconds = seconds
    }
}
