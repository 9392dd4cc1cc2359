// Comparing and writing keys.

import RowModel

/// Functions on a key's unescaped bytes.
///
/// Invariant: ``RowBatch/arenaPadding`` allocated bytes follow each key, so words may be loaded across its end.
enum KeyBytes {
    /// The bytes of a word that belong to a key of which `length` bytes are left.
    @inline(__always)
    static func mask(_ length: Int) -> UInt64 {
        length >= 8 ? ~0 : (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1
    }

    @inline(__always)
    static func areEqual(_ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        var position = 0
        while position < length {
            let difference = ByteWord.load(first + position) ^ ByteWord.load(second + position)
            if difference & mask(length &- position) != 0 { return false }
            position &+= 8
        }
        return true
    }

    /// Whether JSON can write the key only with an escape: then the bytes between two quotes are never the key.
    static func needsEscape(_ key: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        UnsafeBufferPointer(start: key, count: length).contains {
            $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
        }
    }
}
