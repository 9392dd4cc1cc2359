// Counts lines for reasons and skipped lines. Used by the CSV decoder off its hot path.

import CByteScan

/// Counts line ends (LF, CRLF, lone CR) in bytes that come in pieces.
struct LineEndCounter {
    private var ends = 0
    private var last: UInt8 = 0

    /// Lines that the bytes are on: one more than line ends, unless the last byte is one.
    var lines: Int { ends + (last == 0x0A || last == 0x0D ? 0 : 1) }

    mutating func add(_ byte: UInt8) {
        if byte == 0x0D || (byte == 0x0A && last != 0x0D) { ends += 1 }
        last = byte
    }

    /// Counts 64 bytes at once.
    mutating func add64(_ bytes: UnsafePointer<UInt8>) {
        let carriageReturns = weir_match1(bytes, 0x0D)
        let behindReturn = carriageReturns << 1 | (last == 0x0D ? 1 : 0)
        ends += carriageReturns.nonzeroBitCount + (weir_match1(bytes, 0x0A) & ~behindReturn).nonzeroBitCount
        last = bytes[63]
    }

    mutating func add(_ bytes: UnsafePointer<UInt8>, count: Int) {
        var offset = 0
        while offset + 64 <= count {
            add64(bytes + offset)
            offset += 64
        }
        while offset < count {
            add(bytes[offset])
            offset += 1
        }
    }
}
