// What the reading side measures of itself.

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

    public init() {}
}

final class ReaderMeter: Sendable {
    private let state = Mutex(ReaderMetrics())

    var metrics: ReaderMetrics { state.withLock { $0 } }

    func add(decode: Duration, transform: Duration) {
        state.withLock {
            $0.decodeSeconds += decode.seconds
            $0.transformSeconds += transform.seconds
        }
    }

    func addInput(fileBytes: Int, decodedBytes: Int) {
        state.withLock {
            $0.fileBytes += fileBytes
            $0.decodedBytes += decodedBytes
        }
    }
}
