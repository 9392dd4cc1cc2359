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

    @inline(never)
    private static func writeLong(_ value: UInt64, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let count = length(value)
        for index in 0..<count {
            let bits = UInt8(truncatingIfNeeded: value >> UInt64(7 * (count - 1 - index))) & 0x7F
            start[index] = index == count - 1 ? bits : bits | 0x80
        }
        return start + count
    }
}
