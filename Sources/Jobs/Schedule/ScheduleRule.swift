// What the schedule has to know of a pipeline.

struct ScheduleRule: Sendable, Equatable {
    /// Positions of those that have to succeed before.
    var after: [Int] = []
    /// Two pipelines of one database never run at the same time; nil if it is not known.
    var database: String?
    /// Loads in all.
    var attempts = 1
    /// Seconds from the end of one load to the next.
    var retryDelay = 0.0
    /// Seconds from the first start to the end of all.
    var timeout: Double?
    /// Seconds that a missing input is waited for.
    var waitFor: Double?
    var isVerified = false

    /// Seconds between two looks for a missing input: thirty looks, but none within a second and one each minute.
    var lookInterval: Double { min(60, max(1, (waitFor ?? 0) / 30)) }
}

/// What became of a pipeline.
struct PipelineEnding: Sendable, Equatable {
    enum Status: Sendable, Equatable {
        case succeeded
        case failed
        /// With the position of the one that it comes after, and that has not succeeded.
        case skipped(because: Int)
        /// Whether it had begun.
        case interrupted(begun: Bool)
        case timedOut
    }

    var status: Status
    /// nil for one that was not begun.
    var code: Int32?
    /// nil if it was not verified.
    var isVerified: Bool?
}
