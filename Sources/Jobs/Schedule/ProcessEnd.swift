// How a child of a job has ended.

import Foundation
import RowModel

enum ProcessEnd: Sendable, Equatable {
    case exited(Int32)
    case killed(signal: Int32)
    /// With the reason.
    case notStarted(String)

    /// The exit code of DESIGN's table that stands for it. Who dies by a fault of its own has a bug; who was killed from
    /// outside, by the kernel for want of memory or by a person, or could not be started, may do better next time.
    var code: Int32 {
        switch self {
        case .exited(let code): code
        case .killed(let signal): Self.faults.contains(signal) ? ExitCode.bug.rawValue : ExitCode.tryAgain.rawValue
        case .notStarted: ExitCode.tryAgain.rawValue
        }
    }

    /// Signals that a process earns by itself.
    private static let faults = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS]

    /// Whether a load has ended as it does when it is told to.
    var isInterruption: Bool {
        self == .exited(ExitCode.interrupted.rawValue) || self == .exited(ExitCode.terminated.rawValue)
    }
}

/// A signal by its name.
func signalName(_ number: Int32) -> String {
    let names = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT",
        SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM",
        SIGTERM: "SIGTERM", SIGSYS: "SIGSYS",
    ]
    return names[number] ?? "signal \(number)"
}
