// SIGINT and SIGTERM: the first one asks the run to end, the second one ends the process.

import Dispatch
import Flow
import Foundation

/// Hands the first of these signals to an interruption, for as long as the process lives.
struct TerminationSignals {
    private let source: any DispatchSourceRead

    init(_ interruption: Interruption) {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let outlet = ends[0]
        signalInlet = ends[1]
        source = DispatchSource.makeReadSource(fileDescriptor: outlet, queue: .global())
        source.setEventHandler {
            var number: UInt8 = 0
            guard read(outlet, &number, 1) == 1 else { return }
            interruption.request(Int32(number) == SIGTERM ? .termination : .interrupt)
        }
        source.resume()
        for number in [SIGINT, SIGTERM] {
            // Who ignores a signal on our behalf (nohup, a shell's background job) means it.
            let before = signal(number, noteSignal)
            if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
        }
    }
}

/// Where the handler writes: all it may do is async-signal-safe (signal-safety(7)), so it only passes the number on.
private nonisolated(unsafe) var signalInlet: Int32 = -1

/// A second signal finds the default action. That is safe: the database survives the death of the process.
private func noteSignal(_ number: Int32) {
    let code = errno
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalInlet, &byte, 1)
    errno = code
}
