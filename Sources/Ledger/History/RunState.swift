// How a run ended, as far as can be told from outside.

/// The status of a run, and for one that the ledger has as running whether anybody runs it.
public enum RunState: String, Sendable, Codable {
    case complete, running, killed, failed, interrupted, undone

    /// - Parameter isAlive: whether a process still has a run that the ledger has as running.
    init(_ status: RunStatus, isAlive: Bool) {
        self =
            switch status {
            case .running: isAlive ? .running : .killed
            case .complete: .complete
            case .failed: .failed
            case .interrupted: .interrupted
            case .undone: .undone
            }
    }
}

/// Which runs are alive, by who holds the database's lock. Pure.
struct LiveRuns {
    private let isAlive: (RunRecord) -> Bool

    /// - Parameters:
    ///   - runs: all of the ledger.
    ///   - holder: what the lock file says, such as `pid 123, since 2026-11-19T02:00:00Z`; nil if nobody holds it.
    init(_ runs: [RunRecord], holder: String?) {
        guard let holder else {
            isAlive = { _ in false }
            return
        }
        // The holder's runs have begun since it took the lock, but for those that it goes on with.
        let since = holder.firstRange(of: "since ").map { holder[$0.upperBound...].prefix(Self.wholeSeconds) } ?? ""
        let begun = runs.filter { $0.status == .running && !since.isEmpty && $0.startedAt.prefix(Self.wholeSeconds) >= since }
        let ids = Set(begun.map(\.id))
        let groups = Set(begun.compactMap(\.group))
        isAlive = { run in ids.isEmpty || ids.contains(run.id) || run.group.map(groups.contains) ?? false }
    }

    /// Characters of a time up to its whole seconds, which is all that the lock file has.
    private static let wholeSeconds = "2026-11-19T02:00:00".count

    func state(of run: RunRecord) -> RunState { RunState(run.status, isAlive: isAlive(run)) }
}
