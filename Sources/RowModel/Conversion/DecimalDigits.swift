// The exact fallback of RealText, for the few numbers that 128 bits don't decide.

/// Decimal digits → nearest Double by way of the C library's `strtod`, which is exact for any number of digits.
enum DecimalDigits {
    /// Digits that can decide a rounding: the longest midpoint between two Doubles has 767 significant digits
    /// (https://www.exploringbinary.com/maximum-number-of-decimal-digits-in-binary-floating-point-numbers/).
    /// What stands behind them only matters as "not zero", which one more digit says.
    private static let deciding = 770

    /// The magnitude; infinite or 0 where it is beyond a Double. Bounded time and memory for any length.
    static func nearestDouble(_ number: NumberLexeme, _ bytes: UnsafePointer<UInt8>) -> Double {
        // 19 digits and 10^±400 are beyond the range either way; so the exponent's text stays short.
        if !number.isTruncated {
            return parse("\(number.significand)e\(max(-400, min(400, number.exponent)))")
        }
        var digits: [UInt8] = []
        digits.reserveCapacity(deciding + 16)
        var exponent = number.exponent + 19
        var position = number.isNegative ? 1 : 0
        var restIsZero = true
        while position < number.end, bytes[position] | 0x20 != UInt8(ascii: "e") {
            defer { position += 1 }
            let byte = bytes[position]
            if byte == UInt8(ascii: ".") || (digits.isEmpty && byte == UInt8(ascii: "0")) { continue }
            if digits.count < deciding {
                digits.append(byte)
            } else if byte != UInt8(ascii: "0") {
                restIsZero = false
                break
            }
        }
        if !restIsZero { digits.append(UInt8(ascii: "1")) }
        // `exponent` is the power of ten of a point in front of the first digit.
        exponent = max(-400, min(400, exponent))
        return parse("0." + String(decoding: digits, as: UTF8.self) + "e\(exponent)")
    }

    private static func parse(_ text: String) -> Double {
        // The grammar was checked before, and "inf" for an overflow is what the caller asks for.
        Double(text) ?? .infinity
    }
}
