// What the stages of a run are at, for whoever watches it.

import Ledger
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
    /// The input's place among those to be loaded; nil for what is only looked at.
    var position: Int?
    /// Records that an earlier attempt at the run has committed of the input.
    var recordsBefore = 0
    /// Records of the input that were decoded, those before included, and bytes of it that were read.
    var records = 0
    var bytes = 0
    /// The program whose output is the input.
    var process: Int32?
    /// Those of stages, in order; nil for one that is being started.
    var programs: [Int32?] = []
    /// The one of these that is waited for, as a person would call it.
    var awaitedProgram: String?

    /// Records decoded for the first time.
    var newRecords: Int { max(0, records - recordsBefore) }
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
    struct State: Sendable {
        fileprivate(set) var marks = 0
        fileprivate(set) var reader = ReaderActivity()
        fileprivate var writer = WriterActivity.opening
        fileprivate var commit: WriterActivity?
        fileprivate(set) var counts = RunCounts()

        var currentWriter: WriterActivity { commit ?? writer }
        /// Bytes read and records decoded, of all inputs.
        var bytes: Int { counts.bytes + (reader.position == nil ? 0 : reader.bytes) }
        var records: Int { counts.records + (reader.position == nil ? 0 : reader.newRecords) }
    }

    private let current = Mutex(State())

    /// All of it at one moment.
    var state: State { current.withLock { $0 } }
    /// Changes with every step that any stage has made.
    var marks: Int { current.withLock { $0.marks } }
    var reader: ReaderActivity { current.withLock { $0.reader } }
    var writer: WriterActivity { current.withLock { $0.currentWriter } }

    /// Says what there is to read, in order.
    func expect(_ inputs: [RunReadings.Input]) {
        current.withLock { $0.counts.inputs = inputs }
    }

    /// Notes that the reader begins with something, and is done with what it had.
    func beginReading(_ reader: ReaderActivity) {
        current.withLock {
            $0.marks += 1
            $0.counts.add($0.reader)
            $0.reader = reader
        }
    }

    /// Notes what the stages of a target have done so far.
    func noteTotals(_ stages: [StageRecord], ofTarget target: Int) {
        current.withLock { $0.counts.note(stages, ofTarget: target) }
    }

    /// Notes a step of the reader.
    func noteReader(_ change: (inout ReaderActivity) -> Void) {
        current.withLock {
            $0.marks += 1
            change(&$0.reader)
        }
    }

    /// Notes a step of the writer.
    func noteWriter(_ activity: WriterActivity) {
        current.withLock {
            $0.marks += 1
            $0.writer = activity
        }
    }

    /// Notes a commit within what the writer does.
    func noteCommit(_ step: CommitStep) {
        current.withLock {
            $0.marks += 1
            switch step {
            case .begins(let rows, let seconds): $0.commit = .committing(rows: rows, openSeconds: seconds)
            case .ends(let transaction):
                $0.commit = nil
                if let transaction { $0.counts.note(transaction) }
            }
        }
    }
}
