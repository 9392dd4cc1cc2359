// What the system says of a file.

import Foundation

struct FileStatus {
    let size: Int
    let permissions: mode_t
    let isRegular: Bool

    /// - Returns: nil if there is no such file. A link is not followed.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        size = Int(status.st_size)
        permissions = status.st_mode & 0o777
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}
