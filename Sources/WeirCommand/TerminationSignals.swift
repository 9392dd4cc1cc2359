// SIGINT and SIGTERM: the first one asks the run to end, the second one ends the process.

import Dispatch
import Flow
import Foundation

/// Hands the first of these signals to an interruption, for as long as the process lives.
struct TerminationSignals {
    private let source: any DispatchSourceRead

    /// - Parameter again: told of the second one, in place of its default action.
    init(_ interruption: Interruption, again: (@Sendable (Int32) -> Void)? = nil) {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let outlet = ends[0]
        signalInlet = ends[1]
        source = DispatchSource.makeReadSource(fileDescriptor: outlet, queue: .global())
        isDefaultRestored = again == nil
        let count = Counter()
        source.setEventHandler {
            var number: UInt8 = 0
            guard read(outlet, &number, 1) == 1 else { return }
            if count.next() > 1 { again?(Int32(number)) }
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

private nonisolated(unsafe) var isDefaultRestored = true

/// A second signal finds the default action, unless somebody else sees to it. That is safe: the database survives the death
/// of the process.
private func noteSignal(_ number: Int32) {
    let code = errno
    if isDefaultRestored {
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalInlet, &byte, 1)
    errno = code
}

/// Of signals; used on one queue at a time.
private final class Counter: @unchecked Sendable {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
