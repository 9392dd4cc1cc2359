// Decides whether a run stands still. Pure.

/// Judges a run by looks at it in equal intervals.
///
/// It counts looks and not time: a process that was stopped, or a machine that slept, has missed looks and is not to blame.
struct StallDetector {
    struct Look {
        /// See ``RunProgress/marks``.
        var marks: Int
        var work: ProcessWork
        /// Whether SQLite may be at one long statement, such as building an index: as long as that works, it gets on.
        var isInDatabase: Bool
    }

    /// Seconds between two looks.
    let interval: Double
    private let quietLooksAllowed: Int
    private var quietLooks = 0
    private var last: Look?

    /// More than looking costs, and less than anything that works.
    private static let leastProcessorShare = 0.01

    /// - Parameter timeout: seconds without progress.
    init(timeout: Double) {
        interval = min(1, max(0.01, timeout / 20))
        quietLooksAllowed = Int((timeout / interval).rounded(.up))
    }

    /// - Returns: whether nothing has moved for the timeout.
    mutating func isStalled(_ look: Look) -> Bool {
        defer { last = look }
        guard let last else { return false }
        if look.marks != last.marks || look.isInDatabase && hasWorked(from: last.work, to: look.work) {
            quietLooks = 0
        } else {
            quietLooks += 1
        }
        return quietLooks >= quietLooksAllowed
    }

    private func hasWorked(from then: ProcessWork, to now: ProcessWork) -> Bool {
        now.blocks != then.blocks
            || now.processorSeconds - then.processorSeconds >= Self.leastProcessorShare * interval
    }
}
