// One run per database at a time.

import Foundation
import Ledger

/// A lock file beside the database, held by flock(2): the kernel lets it go when the process dies, however it dies, so
/// a stale lock can't exist. It says who holds it.
///
/// SQLite's own locks can't serve: they end with each transaction, and a run has many.
final class RunLock {
    private let path: String
    private let descriptor: Int32

    /// - Throws: ``SinkError/running(path:holder:)`` if another process has the lock,
    ///   ``SinkError/cannotOpen(path:message:)`` if the file can't be made.
    init(database: String) throws(SinkError) {
        path = LockFile.path(ofDatabase: database)
        var attemptsLeft = 5
        while true {
            let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard opened >= 0 else {
                throw .cannotOpen(path: database, message: "its lock file can't be made (\(String(cString: strerror(errno))))")
            }
            guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
                let holder = LockFile.text(of: opened)
                close(opened)
                attemptsLeft -= 1
                guard attemptsLeft > 0 else { throw .running(path: database, holder: holder) }
                // It may only be somebody who looks whether a run has it.
                usleep(20_000)
                continue
            }
            if Self.isSameFile(opened, path) {
                descriptor = opened
                break
            }
            // The holder before us has removed the file between our open and our lock.
            close(opened)
        }
        let text = "pid \(getpid()), since \(Date().formatted(.iso8601))"
        _ = ftruncate(descriptor, 0)
        _ = text.withCString { write(descriptor, $0, strlen($0)) }
    }

    deinit {
        // Removed while it is still held, so that nobody can hold a lock on a file that is gone.
        unlink(path)
        close(descriptor)
    }

    private static func isSameFile(_ descriptor: Int32, _ path: String) -> Bool {
        var held = stat()
        var named = stat()
        return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
            && held.st_dev == named.st_dev
    }
}
