// SQLite's variable-length integers (https://sqlite.org/fileformat2.html#varint).

enum Varint {
    /// Bytes that `value`, below 2^56, takes.
    @inline(__always)
    static func length(_ value: UInt64) -> Int {
        value < 1 << 7 ? 1 : max(1, (64 - value.leadingZeroBitCount + 6) / 7)
    }

    /// Writes `value`, below 2^56, seven bits to a byte, the highest first.
    /// - Returns: the place behind it.
    @inline(__always)
    static func write(_ value: UInt64, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        if value < 1 << 7 {
            start.pointee = UInt8(truncatingIfNeeded: value)
            return start + 1
        }
        return writeLong(value, to: start)
    }

    @inline(__always)
    private static func writeLong(_ value: UInt64, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let last = start + (length(value) - 1)
        last.pointee = UInt8(truncatingIfNeeded: value) & 0x7F
        var rest = value >> 7
        var place = last
        while place > start {
            place -= 1
            place.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
            rest >>= 7
        }
        return last + 1
    }
}
