// Ends a run early, whoever finds the reason.

import Readers
import RowModel
import Sink
import Synchronization

/// Why a run ends before its source does.
enum StopReason: Sendable {
    case interruption(Interruption.Cause)
    case stall(FlowError)
}

/// Thrown where a run finds that it was stopped.
struct Stopped: Error {}

/// Holds the reason to stop, once there is one, and wakes whoever waits: the reader by its wake, SQLite by an interrupt.
/// The first reason counts, but a run that stalls while it is being interrupted has stalled.
final class StopSwitch: Sendable {
    /// What may break off a statement that SQLite is at.
    private enum Grip {
        case nothing
        /// An interrupted run still finishes its batch and commits; one that has stalled does not.
        case stall
        case anything
    }

    private struct State {
        var reason: StopReason?
        var statements: StatementInterrupter?
        var grip = Grip.nothing
    }

    /// For sources that wait for bytes.
    let wake = ReadWake()
    private let state = Mutex(State())

    var reason: StopReason? { state.withLock { $0.reason } }

    func stop(_ reason: StopReason) {
        state.withLock { state in
            switch (state.reason, reason) {
            case (nil, _), (.interruption, .stall): state.reason = reason
            default: break
            }
        }
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

    /// From now on a stall breaks off what SQLite does for this writer, until ``letGo()``.
    func hold(_ statements: StatementInterrupter) {
        state.withLock {
            $0.statements = statements
            $0.grip = .stall
        }
    }

    /// Lets any stop break off what SQLite does within `body`.
    func breaking<Result>(_ body: () throws -> Result) throws -> Result {
        state.withLock { $0.grip = .anything }
        defer { state.withLock { $0.grip = .stall } }
        try check()
        return try body()
    }

    /// What SQLite does from now on is needed to close the run.
    func letGo() {
        state.withLock { $0.grip = .nothing }
    }

    /// Interrupts SQLite if the run is to stop. Between two statements an interrupt is lost, so this has to be repeated.
    /// Under the lock, so that it can't hit what the writer does next.
    func breakOff() {
        state.withLock { state in
            switch (state.reason, state.grip) {
            case (.interruption, .anything), (.stall, .anything), (.stall, .stall): state.statements?.interrupt()
            default: break
            }
        }
    }

    /// The error to report for the one that ended the run: the reason that it was stopped for, where the error only
    /// followed from that.
    func failure(for error: any Error, replaces: Bool) -> any WeirError {
        switch reason {
        case .stall(let stalled): return stalled
        case .interruption(let cause) where followsFromStop(error):
            return FlowError.interrupted(cause, replaces: replaces)
        case nil where error is CancellationError:
            return FlowError.interrupted(.cancellation, replaces: replaces)
        default: return UnexpectedError.wrapping(error)
        }
    }

    private func followsFromStop(_ error: any Error) -> Bool {
        switch error {
        case is Stopped, is CancellationError, ReadError.stopped, SinkError.stopped: true
        // Where a statement runs another within it, as for a PRAGMA's table or a table's new name, SQLite says it with the
        // code of any error.
        case SinkError.other(_, let message): message.contains("SQLite error 1: ") && message.contains("interrupted")
        default: false
        }
    }
}
