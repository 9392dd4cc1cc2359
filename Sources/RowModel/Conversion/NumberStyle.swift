// Numbers as people write them, such as 1.234,50. Read by Converter for the columns that say so.

/// The separators of a number in a file. The defaults are those of the types themselves.
///
/// Digits in front of the decimal separator may stand in groups of three with `thousands` between them: all of them,
/// the first group having one to three digits, or none. Anything else is refused, as is a separator anywhere else.
public struct NumberStyle: Sendable, Hashable {
    /// nil where digits are not grouped.
    public var thousands: Unicode.Scalar?
    public var decimalSeparator: Unicode.Scalar

    public init(thousands: Unicode.Scalar? = nil, decimalSeparator: Unicode.Scalar = ".") {
        self.thousands = thousands
        self.decimalSeparator = decimalSeparator
    }
}

/// Rewrites numbers of one style into those that the types read.
struct StyledNumber: Sendable {
    private let thousands: Separator
    private let decimal: Separator

    init(_ style: NumberStyle) {
        thousands = style.thousands.map(Separator.init) ?? .none
        decimal = Separator(style.decimalSeparator)
    }

    /// Copies a number without thousands separators and with a point in front of the fraction. What it does not know as
    /// part of a number is left to whoever reads the copy: only the separators are looked after here.
    /// - Parameters:
    ///   - target: room for `length` bytes.
    /// - Returns: the bytes written.
    /// - Throws: ``ConversionFailure/thousandsMisplaced``; `failure` for a byte that belongs to no number.
    func rewrite(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>,
        otherwise failure: ConversionFailure
    ) throws(ConversionFailure) -> Int {
        var position = 0
        var written = 0
        func copy() {
            target[written] = bytes[position]
            written += 1
            position += 1
        }
        if length > 0, bytes[0] == UInt8(ascii: "-") { copy() }
        var groups = 0
        var digits = 0
        while position < length {
            if bytes[position] &- 48 <= 9 {
                copy()
                digits += 1
            } else if thousands.stands(at: bytes + position, length - position) {
                guard groups == 0 ? 1...3 ~= digits : digits == 3 else { throw .thousandsMisplaced }
                groups += 1
                digits = 0
                position += thousands.count
            } else {
                break
            }
        }
        if groups > 0, digits != 3 { throw .thousandsMisplaced }
        if decimal.stands(at: bytes + position, length - position) {
            target[written] = UInt8(ascii: ".")
            written += 1
            position += decimal.count
        }
        while position < length {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"),
                UInt8(ascii: "E"):
                copy()
            default:
                throw thousands.stands(at: bytes + position, length - position) ? .thousandsMisplaced : failure
            }
        }
        return written
    }
}

/// A character in UTF-8, of at most four bytes.
private struct Separator: Sendable {
    /// The first one lowest.
    private let bytes: UInt32
    private let length: UInt8

    var count: Int { Int(length) }

    /// Stands nowhere.
    static let none = Separator(bytes: 0, count: 0)

    private init(bytes: UInt32, count: Int) {
        self.bytes = bytes
        length = UInt8(count)
    }

    init(_ scalar: Unicode.Scalar) {
        let encoded = Array(String(scalar).utf8)
        self.init(bytes: encoded.reversed().reduce(0) { $0 << 8 | UInt32($1) }, count: encoded.count)
    }

    func stands(at text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        guard count > 0, length >= count else { return false }
        for index in 0..<count {
            if text[index] != UInt8(truncatingIfNeeded: bytes >> UInt32(8 * index)) { return false }
        }
        return true
    }
}
