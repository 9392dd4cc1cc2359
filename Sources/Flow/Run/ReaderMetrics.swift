// What the reading side measures of itself.

import Readers
import RowModel
import Synchronization

/// Time spent by the reader so far, in seconds, and bytes.
public struct ReaderMetrics: Sendable, Equatable {
    /// Reading, inflating and decoding.
    public var decodeSeconds = 0.0
    public var transformSeconds = 0.0
    /// Bytes of the files, and of what they inflate to.
    public var fileBytes = 0
    public var decodedBytes = 0
    /// Inputs whose header lacks columns, under `missing_columns: null`.
    public var incompleteInputs: [IncompleteInput] = []

    public init() {}
}

/// An input without some of the columns, which are null in its rows.
public struct IncompleteInput: Sendable, Equatable {
    /// As messages name it.
    public var name: String
    public var missingColumns: [String]
}

final class ReaderMeter: Sendable {
    private let state = Mutex(ReaderMetrics())

    var metrics: ReaderMetrics { state.withLock { $0 } }

    func add(decode: Duration) {
        state.withLock { $0.decodeSeconds += decode.seconds }
    }

    func add(transform: Duration) {
        state.withLock { $0.transformSeconds += transform.seconds }
    }

    func addInput(_ name: String, _ summary: InputSummary) {
        state.withLock {
            $0.fileBytes += summary.fileBytes
            $0.decodedBytes += summary.decodedBytes
            if !summary.missingColumns.isEmpty {
                $0.incompleteInputs.append(IncompleteInput(name: name, missingColumns: summary.missingColumns))
            }
        }
    }
}
