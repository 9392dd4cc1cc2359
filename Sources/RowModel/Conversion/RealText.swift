// Text → Double, correctly rounded or not at all. Called by Converter for each real field: hot.

/// A real number as RFC 8259 section 6 writes it, rounded to the nearest Double, ties to even.
///
/// One grammar for CSV and JSON, so that a file may change its format without changing its values: no leading `+`, no
/// leading zeros (`007.5` is a code), digits on both sides of the point, no blanks, no `NaN` or `Infinity`. A value beyond
/// the largest Double is refused, and so is one that is not zero and would become zero. `-0.0` keeps its sign here; a
/// REAL column of SQLite stores it as the integer 0 (https://sqlite.org/datatype3.html, section 3) and gives back `0.0`.
@usableFromInline
enum RealText {
    @inlinable
    static func convert(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let number = NumberLexeme.scan(bytes, from: 0, limit: length)
        guard number.isValid, number.end == length else { return .notReal }
        return convert(number, bytes, into: cell)
    }

    /// - Parameter bytes: where the scanned number starts.
    @inlinable
    static func convert(
        _ number: NumberLexeme, _ bytes: UnsafePointer<UInt8>, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        // Clinger 1990, "How to read floating point numbers accurately": both operands are exact, so one operation
        // rounds once. Covers nearly all real-world numbers.
        if number.significand <= 1 << 53, !number.isTruncated, number.exponent <= 0, number.exponent >= -22 {
            let value = Double(Int64(bitPattern: number.significand)) / PowersOfTen.double(0 &- number.exponent)
            cell.pointee = .real(number.isNegative ? -value : value)
            return nil
        }
        return convertLong(number, bytes, into: cell)
    }

    @usableFromInline @inline(never)
    static func convertLong(
        _ number: NumberLexeme, _ bytes: UnsafePointer<UInt8>, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let value: Double
        if number.significand == 0 {
            value = 0
        } else if let exact = roundedExactly(number) {
            value = exact
        } else {
            value = DecimalDigits.nearestDouble(number, bytes)
            if value.isInfinite { return .realOverflow }
            if value == 0 { return .realUnderflow }
        }
        cell.pointee = .real(number.isNegative ? -value : value)
        return nil
    }

    /// The nearest Double where 128-bit integers decide it; nil where they can't.
    private static func roundedExactly(_ number: NumberLexeme) -> Double? {
        guard let low = nearest(number.significand, exponent: number.exponent) else { return nil }
        guard number.isTruncated else { return low }
        // The value lies between the truncated digits and one more in the last place: if both round alike, so does it.
        let (next, overflow) = number.significand.addingReportingOverflow(1)
        guard !overflow, nearest(next, exponent: number.exponent) == low else { return nil }
        return low
    }

    /// `significand` × 10^`exponent` rounded once, for |exponent| ≤ 19: the product or quotient is held exactly (with a
    /// sticky bit for the remainder) in 64 bits of which only the upper 53 are kept.
    private static func nearest(_ significand: UInt64, exponent: Int) -> Double? {
        guard significand != 0, exponent >= -19, exponent <= 19 else { return nil }
        let power = PowersOfTen.integer(abs(exponent))
        if exponent >= 0 {
            let (high, low) = significand.multipliedFullWidth(by: power)
            guard high != 0 else { return Double(low) }
            let shift = high.leadingZeroBitCount
            let top = shift == 0 ? high : high << shift | low >> (64 - shift)
            let sticky: UInt64 = low << shift != 0 ? 1 : 0
            return scaled(top | sticky, by: 64 - shift)
        }
        let shift = significand.leadingZeroBitCount
        let powerShift = power.leadingZeroBitCount
        let dividend = significand << shift
        // Both have their top bit set, so the quotient of dividend × 2^63 has 63 or 64 bits: ten more than are kept.
        let (quotient, remainder) = (power << powerShift).dividingFullWidth((dividend >> 1, dividend << 63))
        return scaled(quotient | (remainder != 0 ? 1 : 0), by: powerShift - shift - 63)
    }

    /// `value` × 2^`exponent`: rounds in the conversion; the power of two is exact (no subnormal is near).
    private static func scaled(_ value: UInt64, by exponent: Int) -> Double {
        Double(value) * Double(sign: .plus, exponent: exponent, significand: 1)
    }
}
