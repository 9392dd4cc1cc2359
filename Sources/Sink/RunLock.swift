// One run per database at a time.

import Ledger

/// A lock file beside the database. SQLite's own locks can't serve: they end with each transaction, and a run has many.
final class RunLock {
    private let lock: HeldLock

    /// - Throws: ``SinkError/running(path:holder:)`` if another process has the lock,
    ///   ``SinkError/cannotOpen(path:message:)`` if the file can't be made.
    init(database: String) throws(SinkError) {
        do {
            lock = try HeldLock(path: LockFile.path(ofDatabase: database))
        } catch {
            switch error {
            case .held(let holder): throw .running(path: database, holder: holder)
            case .cannotMake(let reason):
                throw .cannotOpen(path: database, message: "its lock file can't be made (\(reason))")
            }
        }
    }
}
