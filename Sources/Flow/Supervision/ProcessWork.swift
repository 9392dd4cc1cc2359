// How much the process has worked.

import Foundation

/// Readings of getrusage(2).
struct ProcessWork: Sendable, Equatable {
    var processorSeconds = 0.0
    /// Blocks read from and written to disks.
    var blocks = 0

    static var now: ProcessWork {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #endif
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return ProcessWork(
            processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            blocks: Int(usage.ru_inblock) + Int(usage.ru_oublock))
    }
}
