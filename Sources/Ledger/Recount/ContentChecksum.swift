// The checksum of a content as it is after inflating.

import CZlib

/// CRC-32 (the one of gzip) and length of a content that arrives in pieces.
struct ContentChecksum {
    private(set) var value: UInt32 = 0
    private(set) var bytes = 0

    mutating func add(_ content: UnsafeRawBufferPointer) {
        let start = content.baseAddress?.assumingMemoryBound(to: UInt8.self)
        value = UInt32(crc32_z(UInt(value), start, content.count))
        bytes += content.count
    }

    /// Takes in the checksum of what follows.
    mutating func append(_ next: ContentChecksum) {
        value = UInt32(crc32_combine(UInt(value), UInt(next.value), next.bytes))
        bytes += next.bytes
    }
}
