// One character of a text that need not be UTF-8.

enum LenientUTF8 {
    private static let replacement: UInt32 = 0xFFFD

    /// The character at a position and its length in bytes, which is 0 at the end only. A byte that begins no
    /// well-formed sequence is U+FFFD.
    @inline(__always)
    static func scalar(in text: UnsafeRawBufferPointer, at position: Int) -> (value: UInt32, length: Int) {
        guard position < text.count else { return (0, 0) }
        let first = text[position]
        return first < 0x80 ? (UInt32(first), 1) : longScalar(in: text, at: position)
    }

    private static func longScalar(in text: UnsafeRawBufferPointer, at position: Int) -> (value: UInt32, length: Int) {
        let first = text[position]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard (0xC2...0xF4).contains(first), position + length <= text.count else { return (replacement, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in 1..<length {
            let byte = text[position + index]
            guard byte & 0xC0 == 0x80 else { return (replacement, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard value >= least, Unicode.Scalar(value) != nil else { return (replacement, 1) }
        return (value, length)
    }
}
