// JSON strings: finding their end, checking them, and writing them unescaped. Hot.

/// What a scan of a string found.
@frozen
public struct JSONStringSpan: Sendable {
    /// Offset of the closing quote.
    public var end: Int
    public var hasEscapes: Bool
    /// All bytes are ASCII (escapes may still stand for other characters).
    public var isASCII: Bool

    @inlinable
    init(end: Int, hasEscapes: Bool, isASCII: Bool) {
        self.end = end
        self.hasEscapes = hasEscapes
        self.isASCII = isASCII
    }
}

extension JSONScanner {
    /// Scans a string whose opening quote stands in front of `start`, and checks all of RFC 8259 section 7 and that it is
    /// UTF-8.
    ///
    /// Cost: eight bytes a step; beyond ASCII a second pass.
    @inlinable
    public func scanString(from start: Int) throws(JSONFault) -> JSONStringSpan {
        var position = start
        var highBits: UInt64 = 0
        while true {
            let word = ByteWord.load(bytes + position)
            let stops = Self.stringStops(word)
            if stops == 0 {
                highBits |= word
                position &+= 8
                if position >= end { return try finishString(start, position, highBits) }
                continue
            }
            let index = ByteWord.firstIndex(stops)
            // The bytes in front of the stop.
            highBits |= word & ((1 &<< UInt64(truncatingIfNeeded: 8 &* index)) &- 1)
            position &+= index
            if position < end, bytes[position] == UInt8(ascii: "\""), highBits & ByteWord.highBits == 0 {
                return JSONStringSpan(end: position, hasEscapes: false, isASCII: true)
            }
            return try finishString(start, position, highBits)
        }
    }

    /// The high bit of each byte that is a quote, a backslash or a control character; only the lowest is to be trusted.
    @inlinable @inline(__always)
    static func stringStops(_ word: UInt64) -> UInt64 {
        let quotes = ByteWord.zeroBytes(word ^ ByteWord.repeating(UInt8(ascii: "\"")))
        let backslashes = ByteWord.zeroBytes(word ^ ByteWord.repeating(UInt8(ascii: "\\")))
        let controls = (word &- ByteWord.repeating(0x20)) & ~word & ByteWord.highBits
        return quotes | backslashes | controls
    }

    /// A string that is not plain ASCII: goes on at its first special byte, at `stop`.
    @usableFromInline @inline(never)
    func finishString(_ start: Int, _ stop: Int, _ high: UInt64) throws(JSONFault) -> JSONStringSpan {
        var position = stop
        var hasEscapes = false
        var highBits = high
        while true {
            guard position < end else { throw JSONFault(.unterminatedString, at: end) }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position = try checkEscape(at: position)
            } else if byte < 0x20 {
                throw JSONFault(.controlCharacter, at: position)
            }
            // Either behind an escape or at the end of the word-wise scan: look for the next special byte.
            while position < end {
                let word = ByteWord.load(bytes + position)
                let stops = Self.stringStops(word)
                if stops == 0 {
                    highBits |= word
                    position += 8
                    continue
                }
                let index = ByteWord.firstIndex(stops)
                highBits |= word & ((1 << UInt64(8 * index)) - 1)
                position += index
                break
            }
        }
        let isASCII = highBits & ByteWord.highBits == 0
        if !isASCII {
            let valid = UTF8Text.validPrefix(bytes + start, count: position - start)
            if valid < position - start { throw JSONFault(.invalidUTF8, at: start + valid) }
        }
        return JSONStringSpan(end: position, hasEscapes: hasEscapes, isASCII: isASCII)
    }

    /// Checks the escape whose backslash is at `position`; a surrogate pair counts as one. Returns the offset behind it.
    private func checkEscape(at position: Int) throws(JSONFault) -> Int {
        guard position + 1 < end else { throw JSONFault(.unterminatedString, at: end) }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return position + 2
        case UInt8(ascii: "u"):
            let unit = try hexUnit(at: position + 2)
            guard unit & 0xF800 == 0xD800 else { return position + 6 }
            // RFC 8259 section 8.2 leaves a lone surrogate to the receiver; SQLite's text could not hold it.
            guard unit < 0xDC00, position + 7 < end, bytes[position + 6] == UInt8(ascii: "\\"),
                bytes[position + 7] == UInt8(ascii: "u")
            else { throw JSONFault(.loneSurrogate, at: position) }
            guard try hexUnit(at: position + 8) & 0xFC00 == 0xDC00 else { throw JSONFault(.loneSurrogate, at: position) }
            return position + 12
        default:
            throw JSONFault(.invalidEscape, at: position)
        }
    }

    private func hexUnit(at position: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for index in position..<position + 4 {
            guard index < end else { throw JSONFault(.unterminatedString, at: end) }
            guard let digit = BlobText.hexValue(bytes[index]) else { throw JSONFault(.invalidEscape, at: index) }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// Writes the string `start ..< stop`, which ``scanString(from:)`` has found good, without its escapes.
    ///
    /// Cost: eight bytes a step between escapes.
    /// - Parameter target: room for `stop - start` bytes, none of them in the string: the text never gets longer. Up to 8
    ///   bytes behind them may be overwritten (at an arena's end these are its padding).
    /// - Returns: the bytes written.
    public func unescape(_ start: Int, _ stop: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var written = 0
        var position = start
        while position < stop {
            let word = ByteWord.load(bytes + position)
            UnsafeMutableRawPointer(target + written).storeBytes(of: word.littleEndian, as: UInt64.self)
            let backslashes = ByteWord.zeroBytes(word ^ ByteWord.repeating(UInt8(ascii: "\\")))
            let plain = min(backslashes == 0 ? 8 : ByteWord.firstIndex(backslashes), stop - position)
            written += plain
            position += plain
            if plain == 8 || position == stop { continue }
            let escape = bytes[position + 1]
            position += 2
            switch escape {
            case UInt8(ascii: "u"):
                var scalar = unit(at: position)
                position += 4
                if scalar & 0xFC00 == 0xD800 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + (unit(at: position + 2) & 0x3FF)
                    position += 6
                }
                written += Self.encode(scalar, to: target + written)
            case UInt8(ascii: "b"): target[written] = 0x08; written += 1
            case UInt8(ascii: "f"): target[written] = 0x0C; written += 1
            case UInt8(ascii: "n"): target[written] = 0x0A; written += 1
            case UInt8(ascii: "r"): target[written] = 0x0D; written += 1
            case UInt8(ascii: "t"): target[written] = 0x09; written += 1
            default: target[written] = escape; written += 1
            }
        }
        return written
    }

    private func unit(at position: Int) -> UInt32 {
        var unit: UInt32 = 0
        for index in position..<position + 4 { unit = unit << 4 | UInt32(BlobText.hexValue(bytes[index]) ?? 0) }
        return unit
    }

    /// Writes the UTF-8 of a scalar: at most 3 bytes for a 6-byte escape, 4 for a pair of 12.
    private static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        switch scalar {
        case 0..<0x80:
            target[0] = UInt8(scalar)
            return 1
        case 0x80..<0x800:
            target[0] = UInt8(0xC0 | scalar >> 6)
            target[1] = UInt8(0x80 | scalar & 0x3F)
            return 2
        case 0x800..<0x10000:
            target[0] = UInt8(0xE0 | scalar >> 12)
            target[1] = UInt8(0x80 | scalar >> 6 & 0x3F)
            target[2] = UInt8(0x80 | scalar & 0x3F)
            return 3
        default:
            target[0] = UInt8(0xF0 | scalar >> 18)
            target[1] = UInt8(0x80 | scalar >> 12 & 0x3F)
            target[2] = UInt8(0x80 | scalar >> 6 & 0x3F)
            target[3] = UInt8(0x80 | scalar & 0x3F)
            return 4
        }
    }
}
