// Text → 0 or 1. Called by Converter.

/// `true t yes y 1` and `false f no n 0`, in any ASCII case; nothing else.
enum BooleanText {
    static func convert(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        guard length >= 1, length <= 5 else { return .notBoolean }
        // The word in one integer, lower-cased: 0x20 also maps some non-letters, but none onto a letter of these words
        // except from its own capital, and the digits already have the bit.
        var word: UInt64 = 0
        for index in 0..<length { word = word << 8 | UInt64(bytes[index]) }
        let isDigit = length == 1 && bytes[0] < UInt8(ascii: "A")
        if !isDigit { word |= 0x20_2020_2020 & (1 << (8 * UInt64(length)) - 1) }
        switch word {
        case 0x7472_7565, 0x74, 0x79_6573, 0x79, 0x31: cell.pointee = .integer(1)
        case 0x66_616C_7365, 0x66, 0x6E6F, 0x6E, 0x30: cell.pointee = .integer(0)
        default: return .notBoolean
        }
        return nil
    }
}
