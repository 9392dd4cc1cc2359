// Ends a merge before all is taken, where somebody asks for it.

import Flow
import Sink
import Synchronization

/// Keeps the first reason, and breaks off what SQLite is at while rows are being taken: that transaction is undone, and the
/// same command takes it anew.
final class MergeStop: Sendable {
    struct Stopped: Error {}

    private struct State {
        var cause: Interruption.Cause?
        var statements: StatementInterrupter?
    }

    private let state = Mutex(State())

    var cause: Interruption.Cause? { state.withLock { $0.cause } }

    func request(_ cause: Interruption.Cause) {
        state.withLock { state in
            state.cause = state.cause ?? cause
            state.statements?.interrupt()
        }
    }

    /// - Throws: ``Stopped``
    func check() throws {
        if cause != nil { throw Stopped() }
    }

    func breaking<Result>(_ statements: StatementInterrupter, _ body: () throws -> Result) throws -> Result {
        state.withLock { $0.statements = statements }
        defer { state.withLock { $0.statements = nil } }
        try check()
        return try body()
    }
}
