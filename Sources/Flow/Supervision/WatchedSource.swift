// An input whose reading is watched, and can be ended from outside.

import Readers

/// Hands on another source's bytes until the run is stopped, and marks each read as progress. Confined to
/// one thread at a time, which may be another than the decoder's.
final class WatchedSource: ByteSource {
    private let source: any ByteSource
    private let name: String
    private let wake: ReadWake
    private let progress: RunProgress

    init(_ source: any ByteSource, name: String, wake: ReadWake, progress: RunProgress) {
        self.source = source
        self.name = name
        self.wake = wake
        self.progress = progress
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        if wake.isAwake { throw .stopped(input: name) }
        progress.noteReader { $0.isReading = true }
        let count = try source.read(into: buffer)
        progress.noteReader {
            $0.isReading = false
            $0.bytes += count
        }
        return count
    }
}
