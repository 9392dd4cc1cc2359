// What a child finds in its stdin.

import Foundation

/// A file and no pipe: nobody waits for a child that does not read, and one that reads nothing is no error.
enum ChildInput {
    struct Failure: Error {
        var reason: String
    }

    /// A descriptor to read a text from, closed by whoever gets it. Of the empty text that is /dev/null.
    static func descriptor(of text: String) throws(Failure) -> Int32 {
        if text.isEmpty { return try opened(open("/dev/null", O_RDONLY | O_CLOEXEC)) }
        var path = Array((NSTemporaryDirectory() + "/weir-XXXXXX").utf8CString)
        let descriptor = try opened(mkstemp(&path))
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = systemReason()
                close(descriptor)
                throw Failure(reason: reason)
            }
            written += count
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    private static func opened(_ descriptor: Int32) throws(Failure) -> Int32 {
        guard descriptor >= 0 else { throw Failure(reason: systemReason()) }
        return descriptor
    }

    private static func systemReason() -> String {
        "its stdin can't be made (\(String(cString: strerror(errno))))"
    }
}
