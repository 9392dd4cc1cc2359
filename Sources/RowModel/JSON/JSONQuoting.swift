// Writing texts as JSON has them. Used by all that writes JSON without an encoder. Hot.

/// Puts texts in quotes (RFC 8259 7). The quote, the backslash and U+0000 to U+001F are escaped, and what else is asked for.
///
/// Cost: eight bytes a step, and a copy, for what needs no escape.
public enum JSONQuoting {
    /// What is done beyond what has to be.
    public struct Escapes: OptionSet, Sendable {
        public let rawValue: Int

        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Line feed, carriage return and tab by their letters, not by their numbers.
        public static let letters = Escapes(rawValue: 1 << 0)
        /// U+007F to U+009F, which a terminal may obey, and U+2028 and U+2029, which some take for line ends.
        public static let unseen = Escapes(rawValue: 1 << 1)
        /// U+FEFF.
        public static let mark = Escapes(rawValue: 1 << 2)
    }

    /// - Parameter text: UTF-8.
    public static func append(_ text: UnsafeRawBufferPointer, escaping escapes: Escapes = [], to bytes: inout [UInt8]) {
        let plainIsASCII = !escapes.isDisjoint(with: [.unseen, .mark])
        bytes.append(UInt8(ascii: "\""))
        var copied = 0
        var position = plainEnd(text, 0, plainIsASCII)
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                append(text, copied..<position, to: &bytes)
                bytes.append(UInt8(ascii: "\\"))
                copied = position
                position += 1
            } else if let (scalar, length) = escaped(text, position, escapes) {
                append(text, copied..<position, to: &bytes)
                append(escapeOf: scalar, escapes, to: &bytes)
                copied = position + length
                position = copied
            } else {
                position += 1
            }
            position = plainEnd(text, position, plainIsASCII)
        }
        append(text, copied..<text.count, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// What is short is copied sooner than another copies it.
    @inline(__always)
    private static func append(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, to bytes: inout [UInt8]) {
        if range.count < 12 {
            for position in range { bytes.append(text[position]) }
        } else {
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[range]))
        }
    }

    /// The first place from `start` on that may be that of an escape.
    /// - Parameter plainIsASCII: whether a character beyond ASCII, or U+007F, may be one.
    @inline(__always)
    private static func plainEnd(_ text: UnsafeRawBufferPointer, _ start: Int, _ plainIsASCII: Bool) -> Int {
        var position = start
        let others = plainIsASCII ? ByteWord.highBits : 0
        while position &+ 8 <= text.count {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let deletes = plainIsASCII ? ByteWord.zeroBytes(word ^ ByteWord.repeating(0x7F)) : 0
            let stops = JSONScanner.stringStops(word) | word & others | deletes
            if stops != 0 { return position &+ ByteWord.firstIndex(stops) }
            position &+= 8
        }
        while position < text.count {
            let byte = text[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || plainIsASCII && byte >= 0x7F { return position }
            position &+= 1
        }
        return position
    }

    public static func append(_ text: String, escaping escapes: Escapes = [], to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0), escaping: escapes, to: &bytes) }
    }

    public static func quoted(_ text: String, escaping escapes: Escapes = []) -> String {
        var bytes: [UInt8] = []
        append(text, escaping: escapes, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Returns: the character at a place and its bytes, if it is to be escaped.
    private static func escaped(_ text: UnsafeRawBufferPointer, _ position: Int, _ escapes: Escapes) -> (scalar: UInt16, length: Int)? {
        let byte = text[position]
        func follow(_ count: Int) -> Bool { position + count < text.count }
        switch byte {
        case ..<0x20: return (UInt16(byte), 1)
        case 0x7F where escapes.contains(.unseen): return (0x7F, 1)
        case 0xC2 where escapes.contains(.unseen) && follow(1) && text[position + 1] < 0xA0: return (UInt16(text[position + 1]), 2)
        case 0xE2 where escapes.contains(.unseen) && follow(2) && text[position + 1] == 0x80 && text[position + 2] & ~1 == 0xA8:
            return (0x2028 | UInt16(text[position + 2] & 1), 3)
        case 0xEF where escapes.contains(.mark) && follow(2) && text[position + 1] == 0xBB && text[position + 2] == 0xBF: return (0xFEFF, 3)
        default: return nil
        }
    }

    private static func append(escapeOf scalar: UInt16, _ escapes: Escapes, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch scalar {
        case 0x0A where escapes.contains(.letters): bytes.append(UInt8(ascii: "n"))
        case 0x0D where escapes.contains(.letters): bytes.append(UInt8(ascii: "r"))
        case 0x09 where escapes.contains(.letters): bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(UInt8(ascii: "u"))
            for shift in stride(from: UInt16(12), through: 0, by: -4) { bytes.append(BytesText.hexDigit(UInt8(truncatingIfNeeded: scalar >> shift & 15))) }
        }
    }
}
