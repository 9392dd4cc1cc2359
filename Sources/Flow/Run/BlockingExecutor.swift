// A thread for a task that blocks: file reads, inflating, SQLite. Never the cooperative pool's.

import Dispatch

/// Runs its tasks one after the other on a dispatch queue of its own.
package final class BlockingExecutor: TaskExecutor {
    private let queue: DispatchQueue

    package init(label: String) {
        queue = DispatchQueue(label: label, qos: .userInitiated)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
