// Why a text is not a value of a column's type. Made by the conversions, read by the decoders and `cast`.

/// Why a text is not a value of the column's type. One byte, so that the hot path returns it in a register; the words
/// are only made for a reject.
public enum ConversionFailure: UInt8, Error, Sendable, CaseIterable {
    // integer
    case notInteger
    case integerLeadingZero
    case integerNegativeZero
    case integerOverflow
    // real
    case notReal
    case realOverflow
    case realUnderflow
    // text
    case invalidUTF8
    case containsNUL
    // boolean
    case notBoolean
    // decimal
    case notDecimal
    case decimalLeadingZero
    case decimalNegativeZero
    case decimalExcessDigits
    case decimalOverflow
    // a number with separators
    case thousandsMisplaced
    // date and timestamp
    case notDate
    case noSuchDay
    case notTimestamp
    case noSuchTime
    case yearOutOfRange
    case epochFraction
    case epochMillisecondsFraction
    case notOfFormat
    case wrongWeekday
    case skippedLocalTime
    case repeatedLocalTime
    // json
    case notJSON
    // blob
    case notHex
    case notBase64
    // a JSON value of a kind that the type does not take
    case jsonString
    case jsonNumber
    case jsonBoolean
    case jsonObject
    case jsonArray
    // an array that is to be joined
    case jsonNested
    case joinTooLong

    /// The reason without the value, such as `is not an integer`.
    public var reason: String {
        switch self {
        case .notInteger: "is not an integer"
        case .integerLeadingZero: "has a leading zero, which an integer would lose"
        case .integerNegativeZero: "is a negative zero, which an integer can't hold"
        case .integerOverflow: "does not fit a 64-bit integer"
        case .notReal: "is not a real number"
        case .realOverflow: "is too large for a 64-bit real number"
        case .realUnderflow: "is too close to zero for a 64-bit real number"
        case .invalidUTF8: "is not valid UTF-8"
        case .containsNUL: "contains the character U+0000"
        case .notBoolean: "is not a boolean"
        case .notDecimal: "is not a decimal number"
        case .decimalLeadingZero: "has a leading zero, which a decimal would lose"
        case .decimalNegativeZero: "is a negative zero, which a decimal can't hold"
        case .decimalExcessDigits: "has more fraction digits than the column's scale"
        case .decimalOverflow: "does not fit a 64-bit integer at the column's scale"
        case .thousandsMisplaced: "has a thousands separator that does not part groups of three digits"
        case .notDate: "is not a date of the form YYYY-MM-DD"
        case .noSuchDay: "is not a day of the calendar"
        case .notTimestamp: "is not an ISO 8601 timestamp"
        case .noSuchTime: "is not a time of the day"
        case .yearOutOfRange: "is outside the years 0001 to 9999 in UTC"
        case .epochFraction: "has a fraction of a second, which epoch seconds would lose"
        case .epochMillisecondsFraction: "has a fraction of a millisecond, which epoch milliseconds would lose"
        case .notOfFormat: "is not written in the column's format"
        case .wrongWeekday: "names another day of the week than that date has"
        case .skippedLocalTime: "is a local time that does not exist: clocks were put forward over it"
        case .repeatedLocalTime: "is a local time that there was twice: clocks were put back"
        case .notJSON: "is not valid JSON"
        case .notHex: "is not an even number of hexadecimal digits"
        case .notBase64: "is not base64 (RFC 4648, padded)"
        case .jsonString: "is a JSON string"
        case .jsonNumber: "is a JSON number, not a string"
        case .jsonBoolean: "is a JSON boolean"
        case .jsonObject: "is a JSON object, which only a json column takes"
        case .jsonArray: "is a JSON array, which only a json column takes"
        case .jsonNested: "is a JSON array with an object or an array in it, which can't be joined"
        case .joinTooLong: "is longer than max_record once it is joined"
        }
    }

    /// The reason for a column of `type`, naming its scale, format or zone where that is what did not fit.
    public func reason(for type: ColumnType) -> String {
        if let format = type.format { return format.layout.reason(self) }
        if self == .decimalExcessDigits, case .decimal(let scale, _) = type {
            return "has more than \(scale) fraction digit\(scale == 1 ? "" : "s")"
        }
        return reason
    }
}
