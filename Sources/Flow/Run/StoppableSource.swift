// An input whose reading can be ended from outside.

import Readers

/// Hands on another source's bytes until the run is stopped.
final class StoppableSource: ByteSource {
    private let source: any ByteSource
    private let name: String
    private let wake: ReadWake

    init(_ source: any ByteSource, name: String, wake: ReadWake) {
        self.source = source
        self.name = name
        self.wake = wake
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        if wake.isAwake { throw .stopped(input: name) }
        return try source.read(into: buffer)
    }
}
