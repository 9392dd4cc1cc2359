// Which keys need not be looked for on the disk.

/// A Bloom filter of fixed size whose bits for a key lie in one cache line (Putze, Sanders, Singler: Cache-, Hash- and
/// Space-Efficient Bloom Filters, 2007). What it has not seen is certainly new; with 5 million keys it is wrong about one
/// new key in some ten thousand, with 50 million about one in three, and each of those costs a look at the disk.
final class KeyFilter {
    static let byteCount = 16 << 20
    private static let wordsPerLine = 8
    private static let lines = byteCount / 64
    private static let bitsPerKey = 6

    private let words: UnsafeMutablePointer<UInt64>

    init() {
        let count = Self.lines * Self.wordsPerLine
        words = .allocate(capacity: count)
        words.initialize(repeating: 0, count: count)
    }

    deinit { words.deallocate() }

    func insert(_ hash: UInt64) {
        let line = line(of: hash)
        var bits = Self.mixed(hash)
        for _ in 0..<Self.bitsPerKey {
            line[Int(bits & 7)] |= 1 << (bits >> 3 & 63)
            bits >>= 9
        }
    }

    /// Whether the key may have been inserted.
    func mayContain(_ hash: UInt64) -> Bool {
        let line = line(of: hash)
        var bits = Self.mixed(hash)
        for _ in 0..<Self.bitsPerKey {
            if line[Int(bits & 7)] & 1 << (bits >> 3 & 63) == 0 { return false }
            bits >>= 9
        }
        return true
    }

    private func line(of hash: UInt64) -> UnsafeMutablePointer<UInt64> {
        words + Int(truncatingIfNeeded: hash >> 20 & UInt64(Self.lines - 1)) * Self.wordsPerLine
    }

    /// The upper bits of a product depend on all of its factor's.
    private static func mixed(_ hash: UInt64) -> UInt64 {
        (hash &* 0x9e37_79b9_7f4a_7c15) >> 10
    }
}
