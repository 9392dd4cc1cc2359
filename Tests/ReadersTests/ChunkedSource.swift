// A source that hands out its bytes in pieces of a test's choosing.

import Readers

/// Bytes in memory, read in chunks.
final class ChunkedSource: ByteSource {
    private let bytes: [UInt8]
    private var offset = 0
    private let nextChunk: () -> Int

    /// - Parameter nextChunk: the length of the next read, at least 1.
    init(_ bytes: [UInt8], nextChunk: @escaping () -> Int = { .max }) {
        self.bytes = bytes
        self.nextChunk = nextChunk
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let count = min(nextChunk(), buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }
}
