// `"||"`, `"§"` or `tab` → what parts the fields or records of a CSV dialect.

enum MarkLiteral {
    enum Delimiter {
        /// One ASCII byte, which the fast path knows.
        case byte(UInt8)
        case bytes([UInt8])
    }

    private static let longest = 16

    static func delimiter(_ text: String) throws(LiteralError) -> Delimiter {
        if text.utf8.count < 2 || CharacterLiteral.isWord(text) { return .byte(try CharacterLiteral.byte(text)) }
        let bytes = try bytes(text)
        guard !bytes.contains(0x0A), !bytes.contains(0x0D) else {
            throw LiteralError(requirement: "must not contain a line break")
        }
        return .bytes(bytes)
    }

    static func terminator(_ text: String) throws(LiteralError) -> [UInt8] {
        try bytes(text)
    }

    private static func bytes(_ text: String) throws(LiteralError) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard 1...longest ~= bytes.count else {
            throw LiteralError(requirement: "must be a text of 1 to \(longest) bytes")
        }
        return bytes
    }
}
