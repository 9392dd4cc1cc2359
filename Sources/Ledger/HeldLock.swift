// A lock file that this process holds.

import Foundation

/// A file held by flock(2): the kernel lets it go when the process dies, however it dies, so a stale lock can't exist. It
/// says who holds it, and is gone once it is let go.
public final class HeldLock: Sendable {
    public enum Refusal: Error, Equatable {
        /// Another process has it; with what it says of itself.
        case held(by: String)
        case cannotMake(reason: String)
    }

    private let path: String
    private let descriptor: Int32

    public init(path: String) throws(Refusal) {
        self.path = path
        var attemptsLeft = 5
        while true {
            let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard opened >= 0 else { throw .cannotMake(reason: String(cString: strerror(errno))) }
            guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
                let holder = LockFile.text(of: opened)
                close(opened)
                attemptsLeft -= 1
                guard attemptsLeft > 0 else { throw .held(by: holder) }
                // It may only be somebody who looks whether it is held.
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
