// Finds the bytes of CSV that mean something. Part of the hot loop; used by CSVRecordLoop only.

import CByteScan

/// Walks over the special bytes (delimiter, quote, escape, CR, LF) of `start ..< limit`, 64 bytes at a time.
///
/// Invariant that makes the raw pointers safe: `bytes`, handed to each call because the arena may move between two, has
/// at least `limit` bytes; 64 are read at `base` only where `base + 64 <= limit`.
/// Cost: about 50 instructions per 64 bytes and 3 per special byte.
struct SpecialByteScanner {
    private let delimiter: UInt8
    private let quote: UInt8
    private let escape: UInt8
    private let limit: Int
    /// Start of the 64 bytes that `mask` is about.
    private var base: Int
    /// Special bytes that have not been returned yet.
    private var mask: UInt64 = 0
    /// Not 0 if the 64 bytes hold a NUL or a byte that is not ASCII.
    private var oddInChunk: UInt64 = 0
    /// The same for all bytes since ``beginRecord()``.
    private var oddInRecord: UInt64 = 0

    @inline(__always)
    init(delimiter: UInt8, quote: UInt8, escape: UInt8, start: Int, limit: Int) {
        self.delimiter = delimiter
        self.quote = quote
        self.escape = escape
        self.limit = limit
        base = start - 64
    }

    /// Whether all bytes since the record's start, up to the one that ``next(_:)`` returned, are ASCII without NUL.
    /// May be false because of a neighbouring record.
    @inline(__always)
    var isPlain: Bool { oddInRecord == 0 }

    /// Says that a record starts behind the byte that ``next(_:)`` returned last.
    @inline(__always)
    mutating func beginRecord() {
        oddInRecord = oddInChunk
    }

    /// The offset of the next special byte; `limit` when there is none.
    @inline(__always)
    mutating func next(_ bytes: UnsafePointer<UInt8>) -> Int {
        while mask == 0 {
            base += 64
            if base >= limit {
                base = limit
                return limit
            }
            let left = limit - base
            let scan = left >= 64
                ? weir_scan4(bytes + base, delimiter, quote, 0x0A, 0x0D)
                : weir_scan4_tail(bytes + base, UInt32(left), delimiter, quote, 0x0A, 0x0D)
            mask = scan.matches
            if escape != quote {
                mask |= left >= 64
                    ? weir_match1(bytes + base, escape)
                    : weir_scan4_tail(bytes + base, UInt32(left), escape, escape, escape, escape).matches
            }
            oddInChunk = scan.odd
            oddInRecord |= scan.odd
        }
        let offset = base + mask.trailingZeroBitCount
        mask &= mask &- 1
        return offset
    }

    /// As ``next(_:)``, for places that are met too rarely to have it inlined.
    @inline(__always)
    mutating func nextOutOfLine(_ bytes: UnsafePointer<UInt8>) -> Int {
        // On a copy, so that the scanner itself can stay in registers.
        var copy = self
        let offset = copy.nextCalled(bytes)
        self = copy
        return offset
    }

    @inline(never)
    private mutating func nextCalled(_ bytes: UnsafePointer<UInt8>) -> Int {
        next(bytes)
    }
}
