// How much memory the process has had.

import Foundation

enum ProcessMemory {
    /// Most bytes resident at once so far.
    static var peakBytes: Int { highWaterMark ?? resourceUsage }

    /// proc(5), VmHWM. Linux's ru_maxrss will not do: it survives exec(2), and so starts with the size of whoever
    /// started us.
    private static var highWaterMark: Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
        return kibibytes.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// getrusage(2): KiB on Linux, bytes on Darwin.
    private static var resourceUsage: Int {
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
