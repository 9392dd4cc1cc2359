// Text → decimal of a fixed scale. Called by Converter.

/// A decimal as `-?(0|[1-9][0-9]*)(\.[0-9]+)?`.
///
/// Digits beyond the scale are refused unless they are zeros, which lose nothing. A leading zero (`007.50`) and a negative
/// zero (`-0.00`) are refused, as for integers. There is no exponent: `1e3` is a real number.
enum DecimalText {
    /// Where the parts of a decimal are; offsets from its first byte.
    private struct Parts {
        var isNegative = false
        var integerEnd = 0
        /// Behind the last fraction digit that is not zero; `integerEnd` if there is none.
        var significantEnd = 0
        var isZero = true
    }

    private static func parse(_ bytes: UnsafePointer<UInt8>, _ length: Int) throws(ConversionFailure) -> Parts {
        var parts = Parts()
        parts.isNegative = length > 0 && bytes[0] == UInt8(ascii: "-")
        let start = parts.isNegative ? 1 : 0
        var position = start
        while position < length, case let digit = bytes[position] &- 48, digit <= 9 {
            if digit != 0 { parts.isZero = false }
            position += 1
        }
        guard position > start else { throw .notDecimal }
        parts.integerEnd = position
        parts.significantEnd = position
        if position < length {
            guard bytes[position] == UInt8(ascii: "."), position + 1 < length else { throw .notDecimal }
            position += 1
            while position < length, case let digit = bytes[position] &- 48, digit <= 9 {
                position += 1
                if digit != 0 {
                    parts.isZero = false
                    parts.significantEnd = position
                }
            }
            guard position == length else { throw .notDecimal }
        }
        if bytes[start] == UInt8(ascii: "0"), parts.integerEnd - start > 1 { throw .decimalLeadingZero }
        if parts.isNegative && parts.isZero { throw .decimalNegativeZero }
        return parts
    }

    /// Stores value × 10^scale.
    static func convertToInteger(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, scale: Int, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        do {
            let parts = try parse(bytes, length)
            let fraction = max(0, parts.significantEnd - parts.integerEnd - 1)
            guard fraction <= scale else { return .decimalExcessDigits }
            var magnitude: UInt64 = 0
            for position in (parts.isNegative ? 1 : 0)..<parts.significantEnd where position != parts.integerEnd {
                guard append(UInt64(bytes[position] &- 48), to: &magnitude) else { return .decimalOverflow }
            }
            if !parts.isZero {
                for _ in fraction..<scale {
                    guard append(0, to: &magnitude) else { return .decimalOverflow }
                }
            }
            return IntegerText.store(magnitude: magnitude, isNegative: parts.isNegative, into: cell) == nil
                ? nil : .decimalOverflow
        } catch {
            return error
        }
    }

    private static func append(_ digit: UInt64, to magnitude: inout UInt64) -> Bool {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(digit)
        magnitude = sum
        return !overflow && !carry
    }

    /// Stores the text with exactly `scale` fraction digits: a range of the input where it has as many or more, else a
    /// copy with zeros behind it.
    static func convertToText(
        offset: Int, length: Int, scale: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        do {
            let parts = try parse(batch.arena + offset, length)
            guard parts.significantEnd - parts.integerEnd - 1 <= scale else { return .decimalExcessDigits }
            let wanted = scale == 0 ? parts.integerEnd : parts.integerEnd + 1 + scale
            if wanted <= length {
                cell.pointee = .text(offset: offset, length: wanted)
                return nil
            }
            let copy = batch.reserve(wanted)
            let target = batch.arena + copy
            target.update(from: batch.arena + offset, count: length)
            (target + length).update(repeating: UInt8(ascii: "0"), count: wanted - length)
            target[parts.integerEnd] = UInt8(ascii: ".")
            cell.pointee = .text(offset: copy, length: wanted)
            return nil
        } catch {
            return error
        }
    }
}
