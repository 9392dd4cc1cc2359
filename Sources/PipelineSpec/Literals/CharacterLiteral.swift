// `","`, `"\t"` or `tab` → one ASCII byte of a CSV dialect.

enum CharacterLiteral {
    /// Words for characters that are hard to read or to quote in YAML.
    private static let words: [String: UInt8] = [
        "\\t": 0x09, "tab": 0x09, "comma": 0x2C, "semicolon": 0x3B, "pipe": 0x7C, "colon": 0x3A, "space": 0x20,
    ]

    static func isWord(_ text: String) -> Bool { words[text] != nil }

    static let form = LiteralForm(
        pattern: (["[\\u0001-\\u0009\\u000B\\u000C\\u000E-\\u007F]"]
            + words.keys.sorted().map { $0.replacing("\\", with: "\\\\") }).joined(separator: "|"),
        numbers: 0...9)

    static func byte(_ text: String) throws(LiteralError) -> UInt8 {
        if let byte = words[text] { return byte }
        let bytes = Array(text.utf8.prefix(2))
        guard bytes.count == 1, bytes[0] < 0x80 else {
            throw LiteralError(requirement: "must be one ASCII character")
        }
        guard bytes[0] != 0, bytes[0] != 0x0A, bytes[0] != 0x0D else {
            throw LiteralError(requirement: "must not be a line break or NUL")
        }
        return bytes[0]
    }

    /// As a message shows it.
    static func text(_ byte: UInt8) -> String {
        excerpt(String(UnicodeScalar(byte)))
    }
}
