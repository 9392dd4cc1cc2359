// Eight bytes at a time: the word tricks that the scanners of this module and of Readers are built on.
// Sources: Lamport 1975 "Multiple byte processing with full-word instructions"; Mycroft's zero-byte test
// (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord); Lemire's eight-digit parser (simdjson).

/// Functions on eight bytes held in a word, first byte in the lowest bits.
///
/// Invariant of the loads: the eight bytes at the address are allocated. Texts that live in a ``RowBatch``'s arena have
/// that wherever they end, thanks to ``RowBatch/arenaPadding``.
public enum ByteWord {
    /// 0x01 in each byte.
    public static var ones: UInt64 { @inlinable @inline(__always) get { 0x0101_0101_0101_0101 } }
    /// 0x80 in each byte: the bit that is set in no ASCII byte.
    public static var highBits: UInt64 { @inlinable @inline(__always) get { 0x8080_8080_8080_8080 } }

    @inlinable @inline(__always)
    public static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    }

    /// `byte` in each byte.
    @inlinable @inline(__always)
    public static func repeating(_ byte: UInt8) -> UInt64 {
        UInt64(byte) &* ones
    }

    /// The high bit of each byte that is 0. Bits above the lowest one set may be false, so only the lowest is to be used.
    @inlinable @inline(__always)
    public static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word & highBits
    }

    /// The index of the lowest byte whose high bit is set in `mask`, which is not 0.
    @inlinable @inline(__always)
    public static func firstIndex(_ mask: UInt64) -> Int {
        mask.trailingZeroBitCount &>> 3
    }

    /// Whether all eight bytes are ASCII digits.
    @inlinable @inline(__always)
    public static func isEightDigits(_ word: UInt64) -> Bool {
        let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        return (word & high) | (((word &+ 0x0606_0606_0606_0606) & high) &>> 4) == 0x3333_3333_3333_3333
    }

    /// The value of eight ASCII digits.
    @inlinable @inline(__always)
    public static func eightDigits(_ word: UInt64) -> UInt64 {
        var value = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) &>> 8
        value = ((value & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
        return ((value & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
    }

    /// The first `count` (1…8) bytes, moved to the end of a word that starts with ASCII zeros.
    @inlinable @inline(__always)
    public static func leftPadded(_ word: UInt64, count: Int) -> UInt64 {
        let shift = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        return (word &<< shift) | (((1 &<< shift) &- 1) & 0x3030_3030_3030_3030)
    }
}
