// How much memory the process has had.

import Foundation

enum ProcessMemory {
    /// Most bytes resident at once so far (getrusage(2): KiB on Linux, bytes on Darwin).
    static var peakBytes: Int {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss * 1024
        #endif
    }
}
