// What is found under a path, before it is opened.

import Foundation
import Readers

enum FileProbe {
    /// - Parameter isLink: whether the path is that of a link to it.
    case file(FileStatus, isLink: Bool)
    case folder
    /// Such as a pipe or a device.
    case noFile
    /// - Parameter code: of `errno`.
    case failure(code: Int32)

    init(_ path: UnsafePointer<CChar>) {
        var status = stat()
        guard lstat(path, &status) == 0 else { self = .failure(code: errno); return }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        if isLink, stat(path, &status) != 0 { self = .failure(code: errno); return }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFREG: self = Self.isReadable(path, status) ? .file(FileStatus(status), isLink: isLink) : .failure(code: errno)
        default: self = .noFile
        }
    }

    private static func isReadable(_ path: UnsafePointer<CChar>, _ status: stat) -> Bool {
        // An owner's bits are not overruled by any list; all else is asked of the kernel.
        if status.st_uid == getuid(), status.st_mode & S_IRUSR != 0 { return true }
        return access(path, R_OK) == 0
    }
}

extension FileProbe {
    /// So many are worth a thread.
    private static let share = 2_048

    /// Looks under many paths, several at a time: a look is a walk of the kernel's, or a question to a server.
    /// - Returns: of each path what is there.
    static func all(_ paths: UnsafeBufferPointer<UnsafePointer<CChar>>) -> [FileProbe] {
        Array(unsafeUninitializedCapacity: paths.count) { probes, count in
            // Each share fills places of its own.
            nonisolated(unsafe) let (probes, paths) = (probes, paths)
            DispatchQueue.concurrentPerform(iterations: (paths.count + share - 1) / share) { number in
                for position in (number * share)..<min((number + 1) * share, paths.count) {
                    (probes.baseAddress! + position).initialize(to: FileProbe(paths[position]))
                }
            }
            count = paths.count
        }
    }
}
