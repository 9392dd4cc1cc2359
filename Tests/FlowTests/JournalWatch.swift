// Does something in the middle of a run: as soon as a transaction is open behind the one that makes the tables.

import Foundation
import Synchronization
import TestSupport

/// Looks for a database's journal from a thread of its own, since the pool's may all be busy, and strikes once.
final class JournalWatch: Sendable {
    private let isOver = Mutex(false)

    init(_ folder: TemporaryFolder, strike: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            while !isOver.withLock({ $0 }) {
                if folder.exists("d.sqlite-journal"), (try? folder.size("d.sqlite")) ?? 0 > 0 { return strike() }
                usleep(100)
            }
        }
        thread.start()
    }

    func end() {
        isOver.withLock { $0 = true }
    }
}
