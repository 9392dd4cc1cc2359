// The file beside a database that says which run has it.

import Foundation

/// Held by flock(2) for as long as a run lives. What it says means nothing unless it is held.
public enum LockFile {
    public static func path(ofDatabase database: String) -> String { database + ".weir-lock" }

    /// Who holds it, such as `pid 123, since 2026-11-19T02:00:00Z`; nil if nobody does. Writes nothing.
    static func holder(ofDatabase database: String) -> String? {
        let descriptor = open(path(ofDatabase: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Taken for a moment only; a run that begins in it tries again.
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        return text(of: descriptor)
    }

    public static func text(of descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "just started"
    }
}
