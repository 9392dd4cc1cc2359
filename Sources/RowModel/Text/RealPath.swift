// The one path of a file, whatever links lead to it.

import Foundation

extension String {
    /// The absolute path without links, `.` and `..` (realpath(3)); nil for what is not there.
    public var realPath: String? {
        guard let resolved = realpath(self, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
