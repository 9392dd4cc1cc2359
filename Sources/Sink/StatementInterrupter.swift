// Breaks off what SQLite does, from another thread.

import GRDB

/// A hold on a writer's connection for whoever watches the run.
public struct StatementInterrupter: Sendable {
    let queue: DatabaseQueue

    /// Lets the statement that is running fail, and undoes its transaction if it writes. Does nothing where none is
    /// running (https://sqlite.org/c3ref/interrupt.html).
    public func interrupt() {
        queue.interrupt()
    }
}
