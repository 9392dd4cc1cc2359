// Ends a run early, whoever finds the reason.

import Readers
import RowModel
import Sink
import Synchronization

/// Why a run ends before its source does.
enum StopReason: Sendable {
    case interruption(Interruption.Cause)
}

/// Thrown where a run finds that it was stopped.
struct Stopped: Error {}

/// Holds the reason to stop, once there is one, and wakes whoever waits: the reader by its wake, SQLite by an interrupt.
/// The first reason counts.
final class StopSwitch: Sendable {
    private struct State {
        var reason: StopReason?
        /// The writer's connection, while what it does may be broken off.
        var statements: StatementInterrupter?
    }

    /// For sources that wait for bytes.
    let wake = ReadWake()
    private let state = Mutex(State())

    var reason: StopReason? { state.withLock { $0.reason } }

    func stop(_ reason: StopReason) {
        state.withLock { if $0.reason == nil { $0.reason = reason } }
        wake.wake()
        breakOff()
    }

    /// Ends a read that waits, since nobody will take what it gets.
    func releaseReader() {
        wake.wake()
    }

    /// - Throws: ``Stopped`` if the run is to stop.
    func check() throws(Stopped) {
        if wake.isAwake { throw Stopped() }
    }

    /// Lets a stop break off what SQLite does within `body`.
    func breaking<Result>(_ statements: StatementInterrupter, _ body: () throws -> Result) throws -> Result {
        state.withLock { $0.statements = statements }
        defer { state.withLock { $0.statements = nil } }
        try check()
        return try body()
    }

    /// Interrupts SQLite if the run is to stop. Between two statements an interrupt is lost, so this has to be repeated.
    /// Under the lock, so that it can't hit what the writer does next.
    func breakOff() {
        state.withLock { if $0.reason != nil { $0.statements?.interrupt() } }
    }

    /// The error to report for the one that ended the run: the reason that it was stopped for, where the error only
    /// followed from that.
    func failure(for error: any Error, mode: String) -> any WeirError {
        guard followsFromStop(error) else { return UnexpectedError.wrapping(error) }
        switch reason ?? .interruption(.cancellation) {
        case .interruption(let cause): return FlowError.interrupted(cause, replaces: mode == "replace")
        }
    }

    private func followsFromStop(_ error: any Error) -> Bool {
        switch error {
        case is Stopped, is CancellationError, ReadError.stopped, SinkError.stopped: true
        default: false
        }
    }
}
