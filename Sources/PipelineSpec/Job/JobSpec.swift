// A job file as values: what the YAML said, checked for form.

/// Pipelines that belong together, with what is done around them. Whether the specs it names are right, and which
/// parameters they declare, is known only when the job is planned.
public struct JobSpec: Sendable {
    /// The file as the user named it; paths in it are relative to its folder.
    public var path: String
    public var name: String
    /// The database that keeps what became of each night.
    public var journal: Located<String>
    /// An IANA name; nil for the system's zone.
    public var timeZone: String?
    public var parameters: [JobParameter]
    /// Most pipelines at once.
    public var concurrency: Int
    /// In the order of the file, at least one; names are unique and `after` has no circle.
    public var pipelines: [JobPipelineSpec]
    /// A program with its arguments; empty for none.
    public var onFailure: [String]
    public var onSuccess: [String]
    /// Of each database of its pipelines; nil for nothing.
    public var maintenance: MaintenanceSpec?
    /// Where the page about the newest night is written.
    public var report: String?
    /// Where its metrics are written.
    public var metrics: String?
}

/// One pipeline of a job.
public struct JobPipelineSpec: Sendable {
    /// Unique in the job.
    public var name: String
    /// Path of the pipeline's spec.
    public var spec: Located<String>
    /// Positions of the pipelines that have to succeed before.
    public var after: [Int]
    /// Its own, which take the place of the job's.
    public var parameters: [JobParameter]
    public var retries: RetrySpec
    /// Most seconds from its first start to its end, all attempts and waiting included; nil for no bound.
    public var timeout: Double?
    /// Seconds that a missing input is waited for; nil for none.
    public var waitFor: Double?
    public var verify: JobVerification
}

/// What a job gives for a parameter of its pipelines.
public struct JobParameter: Sendable {
    public var name: Located<String>
    public var value: JobParameterValue
    /// Whether the value comes from the environment, and is nobody else's business.
    public var isFromEnvironment = false
}

public enum JobParameterValue: Sendable, Equatable {
    case text(String)
    /// So many days before the day on which the night begins.
    /// - Parameter format: directives of strftime(3).
    case day(ago: Int, format: String)
}

/// How often a temporary failure is tried again.
public struct RetrySpec: Sendable, Equatable {
    public static let attemptBounds = 1...100

    /// Loads in all, the first one included.
    public var attempts: Int
    /// Seconds between the end of one and the start of the next.
    public var delay: Double

    public init(attempts: Int = 1, delay: Double = 60) {
        self.attempts = attempts
        self.delay = delay
    }
}

/// What is verified after a pipeline that has succeeded.
public enum JobVerification: String, Sendable, CaseIterable {
    case none, counts, deep
}
