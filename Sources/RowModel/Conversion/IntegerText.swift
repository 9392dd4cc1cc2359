// Text → Int64, exactly or not at all. Called by Converter for each integer field: hot.

/// The canonical decimal form of an Int64: an optional `-`, then digits without a leading zero.
///
/// `007`, `-0`, `+5`, `3.0`, `1e3` and blanks are refused: as an integer they would come back as another text.
@usableFromInline
enum IntegerText {
    /// Cost: a few nanoseconds up to 8 digits, the same again for each 8 more; no loop over bytes.
    ///
    /// Reads whole words from `bytes` on, so up to 8 bytes behind the text (see ``ByteWord``).
    @inlinable @inline(__always)
    static func convert(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let isNegative = length > 0 && bytes[0] == UInt8(ascii: "-")
        let digits = isNegative ? bytes + 1 : bytes
        let count = isNegative ? length &- 1 : length
        guard count > 0, count <= 8 else { return long(bytes, length, into: cell) }
        let word = ByteWord.leftPadded(ByteWord.load(digits), count: count)
        guard ByteWord.isEightDigits(word), digits[0] != UInt8(ascii: "0") || length == 1 else {
            return failure(bytes, length)
        }
        let value = Int64(truncatingIfNeeded: ByteWord.eightDigits(word))
        cell.pointee = .integer(isNegative ? 0 &- value : value)
        return nil
    }

    /// The rest of ``convert(_:_:into:)``: no digits, or more than 8.
    @usableFromInline @inline(never)
    static func long(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let isNegative = length > 0 && bytes[0] == UInt8(ascii: "-")
        let digits = isNegative ? bytes + 1 : bytes
        let count = isNegative ? length - 1 : length
        guard count > 8, count <= 19, digits[0] != UInt8(ascii: "0") else { return failure(bytes, length) }
        let last = ByteWord.load(digits + (count - 8))
        guard ByteWord.isEightDigits(last) else { return failure(bytes, length) }
        var value = ByteWord.eightDigits(last)
        var rest = count - 8
        var scale: UInt64 = 100_000_000
        if rest > 8 {
            rest -= 8
            let middle = ByteWord.load(digits + rest)
            guard ByteWord.isEightDigits(middle) else { return failure(bytes, length) }
            value &+= ByteWord.eightDigits(middle) &* scale
            scale = 10_000_000_000_000_000
        }
        let first = ByteWord.leftPadded(ByteWord.load(digits), count: rest)
        guard ByteWord.isEightDigits(first) else { return failure(bytes, length) }
        // At most 19 digits: below 10^19, so no word overflows here.
        value &+= ByteWord.eightDigits(first) &* scale
        return store(magnitude: value, isNegative: isNegative, into: cell)
    }

    /// Stores `±magnitude` if it is an Int64.
    @inlinable
    static func store(
        magnitude: UInt64, isNegative: Bool, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        let limit = Int64.max.magnitude &+ (isNegative ? 1 : 0)
        guard magnitude <= limit else { return .integerOverflow }
        let value = Int64(bitPattern: magnitude)
        cell.pointee = .integer(isNegative ? 0 &- value : value)
        return nil
    }

    /// Says why a text that is no canonical Int64 is none.
    @usableFromInline @inline(never)
    static func failure(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> ConversionFailure {
        let isNegative = length > 0 && bytes[0] == UInt8(ascii: "-")
        let digits = UnsafeBufferPointer(start: bytes, count: length).dropFirst(isNegative ? 1 : 0)
        guard let first = digits.first, digits.allSatisfy({ $0 &- 48 <= 9 }) else { return .notInteger }
        if first == UInt8(ascii: "0") { return digits.count == 1 ? .integerNegativeZero : .integerLeadingZero }
        return .integerOverflow
    }
}
