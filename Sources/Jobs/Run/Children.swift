// The processes that a job has started and that still run.

import Foundation
import Synchronization

/// Their ids, so that all can be killed at once by whoever ends the job. An id is given up before its process's status is
/// asked for, so it can't be another's.
public final class Children: Sendable {
    private let running = Mutex<Set<pid_t>>([])

    public init() {}

    func add(_ process: pid_t) {
        running.withLock { _ = $0.insert(process) }
    }

    func remove(_ process: pid_t) {
        running.withLock { _ = $0.remove(process) }
    }

    /// Kills them with all that they have started in their process groups.
    public func killAll() {
        running.withLock { for process in $0 { kill(-process, SIGKILL) } }
    }
}
