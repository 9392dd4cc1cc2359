// What the stages of a run are at, for whoever watches it.

import Sink
import Synchronization

/// What the reader does.
struct ReaderActivity: Sendable, Equatable {
    enum State: Sendable, Equatable {
        case idle
        /// Or waiting for bytes to decode.
        case decoding
        /// In the channel.
        case waitingForRoom
        /// For the program that has printed all it had to.
        case waitingForExit
        case done
    }

    var state = State.idle
    /// Whether a read of the input's next bytes has not returned, maybe of bytes that are not yet needed.
    var isReading = false
    var input = ""
    /// Records of the input that were decoded, and bytes of it that were read.
    var records = 0
    var bytes = 0
    /// The program whose output is the input.
    var process: Int32?
    /// Those of stages, in order; nil for one that is being started.
    var programs: [Int32?] = []
    /// The one of these that is waited for, as a person would call it.
    var awaitedProgram: String?
}

/// What the writer does.
enum WriterActivity: Sendable, Equatable {
    case opening
    case waitingForReader
    /// - `batch`: which one of the run, from 1.
    case inserting(batch: Int, rows: Int)
    case committing(rows: Int, openSeconds: Double)
    /// Counting rows, building indexes, swapping tables.
    case finishing
    case ending

    /// Whether SQLite may be at one long statement: then work is progress.
    var isInDatabase: Bool { self != .waitingForReader }
}

/// Progress marks of all stages. A mark costs a lock that nobody else wants, per block read and per batch.
final class RunProgress: Sendable {
    private struct State {
        var marks = 0
        var reader = ReaderActivity()
        var writer = WriterActivity.opening
        var commit: WriterActivity?
    }

    private let state = Mutex(State())

    /// Changes with every step that any stage has made.
    var marks: Int { state.withLock { $0.marks } }
    var reader: ReaderActivity { state.withLock { $0.reader } }
    var writer: WriterActivity { state.withLock { $0.commit ?? $0.writer } }

    /// Notes a step of the reader.
    func noteReader(_ change: (inout ReaderActivity) -> Void) {
        state.withLock {
            $0.marks += 1
            change(&$0.reader)
        }
    }

    /// Notes a step of the writer.
    func noteWriter(_ activity: WriterActivity) {
        state.withLock {
            $0.marks += 1
            $0.writer = activity
        }
    }

    /// Notes a commit within what the writer does.
    func noteCommit(_ step: CommitStep) {
        state.withLock {
            $0.marks += 1
            switch step {
            case .begins(let rows, let seconds): $0.commit = .committing(rows: rows, openSeconds: seconds)
            case .ends: $0.commit = nil
            }
        }
    }
}
