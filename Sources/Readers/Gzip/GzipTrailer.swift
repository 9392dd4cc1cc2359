// The end of a gzip member, for an inflater that leaves it to its caller. Used by ISALInflater.

#if canImport(CISAL)
/// Compares a member's eight last bytes (RFC 1952 2.3.1: CRC-32 and length modulo 2³², the lowest byte first) with what was decoded.
struct GzipTrailer {
    private var value: UInt64 = 0
    private var count = 0
    /// nil while more bytes are needed.
    private(set) var end: InflateStep.End?

    /// - Parameters:
    ///   - byte: the next one.
    ///   - crc32: that of all decoded bytes of the member, of which there are `decodedBytes`.
    mutating func take(_ byte: UInt8, crc32: UInt32, decodedBytes: Int) {
        value |= UInt64(byte) << UInt64(8 * count)
        count += 1
        if count == 4, UInt32(truncatingIfNeeded: value) != crc32 {
            end = .corrupt("incorrect data check")
        } else if count == 8 {
            let isRight = UInt32(truncatingIfNeeded: value >> 32) == UInt32(truncatingIfNeeded: decodedBytes)
            end = isRight ? .whole : .corrupt("incorrect length check")
        }
    }
}
#endif
