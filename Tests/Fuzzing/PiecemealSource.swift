// Bytes that arrive in pieces, as from a slow pipe.

import Readers
import TestSupport

/// Bytes in memory, of which each read gives a random few.
final class PiecemealSource: ByteSource {
    private let bytes: [UInt8]
    private let longestPiece: Int
    private var random: SeededGenerator
    private var offset = 0

    init(_ bytes: [UInt8], longestPiece: Int, random: SeededGenerator) {
        self.bytes = bytes
        self.longestPiece = longestPiece
        self.random = random
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let piece = Int.random(in: 1...longestPiece, using: &random)
        let count = min(piece, buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }
}
