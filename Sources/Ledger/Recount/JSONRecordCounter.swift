// Counts the elements of a JSON content by its brackets and quotes.

import Foundation

/// Counts the elements of one JSON array, or of JSON values one behind the other, that arrive in pieces.
///
/// One level counter for the array and what is in it: an element begins and ends on the lowest level that has any.
/// Cost: a byte at a time, in strings memchr from quote to quote; no allocation.
struct JSONRecordCounter {
    /// What may stand on the elements' level next.
    private enum Awaited {
        /// The first byte decides what the content is.
        case anything
        case element, elementOrEnd, commaOrEnd
        case nothing
    }

    private enum Token {
        case none, word, string
        /// Behind a backslash in a string.
        case escape
    }

    private var awaited = Awaited.anything
    private var token = Token.none
    private var level = 0
    /// The level on which elements begin: 1 in an array.
    private var base = 0
    /// What closes the element that is open.
    private var closing = UInt8(ascii: "}")
    private var isBroken = false
    private var records = 0

    mutating func add(_ content: UnsafeRawBufferPointer) {
        var position = 0
        while position < content.count, !isBroken {
            switch token {
            case .string: skipString(content, from: &position)
            case .escape:
                token = .string
                position += 1
            case .word where !Self.endsWord(content[position]): position += 1
            case .word: endElement()
            case .none:
                step(content[position])
                position += 1
            }
        }
    }

    /// The counts if the content ends here.
    func finish() -> RecordCounts {
        var end = self
        if token == .word { end.endElement() }
        let isOpen = end.level > end.base || end.token != .none
        let mayEnd = end.base == 0 || end.awaited == .nothing
        return RecordCounts(records: end.records, isBroken: end.isBroken || isOpen || !mayEnd)
    }

    private mutating func skipString(_ content: UnsafeRawBufferPointer, from position: inout Int) {
        guard let bytes = content.baseAddress else { return }
        let quote = memchr(bytes + position, CInt(UInt8(ascii: "\"")), content.count - position)
        let end = quote.map { UnsafeRawPointer($0) - bytes } ?? content.count
        if let escape = memchr(bytes + position, CInt(UInt8(ascii: "\\")), end - position) {
            position = UnsafeRawPointer(escape) - bytes + 1
            token = .escape
        } else if end < content.count {
            position = end + 1
            token = .none
            if level == base { endElement() }
        } else {
            position = end
        }
    }

    /// A byte that is in no string and no word.
    private mutating func step(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): break
        case _ where level > base: stepInElement(byte)
        case UInt8(ascii: "[") where awaited == .anything:
            (base, level) = (1, 1)
            awaited = .elementOrEnd
        case UInt8(ascii: ","):
            isBroken = awaited != .commaOrEnd
            awaited = .element
        case UInt8(ascii: "]"):
            isBroken = awaited != .commaOrEnd && awaited != .elementOrEnd
            awaited = .nothing
        case UInt8(ascii: "}"), UInt8(ascii: ":"): isBroken = true
        default:
            isBroken = awaited == .commaOrEnd || awaited == .nothing
            guard !isBroken else { return }
            awaited = .element
            begin(byte)
        }
    }

    private mutating func begin(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): token = .string
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            closing = UInt8(ascii: byte == UInt8(ascii: "{") ? "}" : "]")
            level += 1
        default: token = .word
        }
    }

    private mutating func stepInElement(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): token = .string
        case UInt8(ascii: "{"), UInt8(ascii: "["): level += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            level -= 1
            guard level == base else { return }
            if byte == closing { endElement() } else { isBroken = true }
        default: break
        }
    }

    private mutating func endElement() {
        token = .none
        records += 1
        awaited = base == 1 ? .commaOrEnd : .element
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        " \t\r\n\",:[]{}".utf8.contains(byte)
    }
}
