// How much memory the process has had.

import Foundation

public enum ProcessMemory {
    /// Bytes resident now; where the system does not say so cheaply, the most so far.
    static var residentBytes: Int {
        #if os(Linux)
            return residentPages * Int(sysconf(Int32(_SC_PAGESIZE)))
        #else
            return peakBytes
        #endif
    }

    #if os(Linux)
        /// proc(5), statm: the second number.
        private static var residentPages: Int {
            let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return 0 }
            defer { close(file) }
            return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
                let count = read(file, buffer.baseAddress, buffer.count)
                guard count > 0 else { return 0 }
                var fields = UnsafeRawBufferPointer(rebasing: buffer[..<count]).split(separator: UInt8(ascii: " ")).makeIterator()
                _ = fields.next()
                return fields.next()?.reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) } ?? 0
            }
        }
    #endif

    /// Most bytes resident at once so far.
    public static var peakBytes: Int { highWaterMark ?? resourceUsage }

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
