// Integer → text, without a String in between. Hot.

/// Integers in decimal.
public enum IntegerWriting {
    /// - Parameter take: told of the digits, behind a minus if it is negative. They are there while it runs.
    @inlinable
    public static func withDigits<Result>(of value: Int64, _ take: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        // A minus, and as many digits as the least has.
        try withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var start = digits.count
            var rest = value.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            return try take(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }

    @inlinable
    public static func append(_ value: Int64, to bytes: inout [UInt8]) {
        withDigits(of: value) { bytes.append(contentsOf: $0) }
    }
}
