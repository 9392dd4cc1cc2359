// A wish that a run end before its source does.

import Synchronization

/// Asked for by a signal or by cancelling the run's task; the run commits what it has and ends.
public final class Interruption: Sendable {
    public enum Cause: Sendable, Equatable {
        /// SIGINT.
        case interrupt
        /// SIGTERM.
        case termination
        /// The run's task was cancelled.
        case cancellation
    }

    private struct State {
        var cause: Cause?
        var listener: (@Sendable (Cause) -> Void)?
    }

    private let state = Mutex(State())

    public init() {}

    /// Asks the run to end. The first cause counts.
    public func request(_ cause: Cause) {
        let listener = state.withLock { state in
            if state.cause == nil { state.cause = cause }
            return state.listener
        }
        listener?(cause)
    }

    /// Tells `listener`, in place of an earlier one, of a request: at once if there has been one.
    public func listen(_ listener: (@Sendable (Cause) -> Void)?) {
        let cause = state.withLock { state in
            state.listener = listener
            return state.cause
        }
        if let cause { listener?(cause) }
    }
}

extension Interruption.Cause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .interrupt: "SIGINT"
        case .termination: "SIGTERM"
        case .cancellation: "its caller"
        }
    }
}
