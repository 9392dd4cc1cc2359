// How far an input was read, and what it held up to there.

/// The decoded bytes read so far: how many, and their CRC-32. Whoever reads the input again can tell whether it still
/// starts like that.
public struct ReadMark: Sendable, Equatable {
    public var bytes: Int
    public var crc32: UInt32

    public init(bytes: Int, crc32: UInt32) {
        self.bytes = bytes
        self.crc32 = crc32
    }
}
