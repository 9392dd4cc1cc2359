// `%d.%m.%Y` → what stands where.

/// One part of a format. What the digits after it count: bytes of ASCII.
enum TimeDirective: Equatable {
    case literal(UInt8)
    case year, yearOfCentury, month, day, hour, hourOf12, minute, second, fraction, half
    /// Without zeros in front: one or two digits.
    case shortMonth, shortDay, shortHour, shortHourOf12
    case monthName, monthAbbreviation, weekdayName, weekdayAbbreviation
    case offset

    /// By the letters behind `%`, as strptime(3) has them; `%f` and `%-d` are those of Python and glibc.
    static let directives: [String: [TimeDirective]] = [
        "Y": [.year], "y": [.yearOfCentury], "m": [.month], "d": [.day], "H": [.hour], "I": [.hourOf12], "M": [.minute],
        "S": [.second], "f": [.fraction], "p": [.half], "-m": [.shortMonth], "-d": [.shortDay], "-H": [.shortHour],
        "-I": [.shortHourOf12], "B": [.monthName], "b": [.monthAbbreviation], "A": [.weekdayName],
        "a": [.weekdayAbbreviation], "z": [.offset], "%": [.literal(UInt8(ascii: "%"))],
        "F": [.year, .literal(UInt8(ascii: "-")), .month, .literal(UInt8(ascii: "-")), .day],
        "R": [.hour, .literal(UInt8(ascii: ":")), .minute],
        "T": [.hour, .literal(UInt8(ascii: ":")), .minute, .literal(UInt8(ascii: ":")), .second],
    ]

    /// What a directive tells, so that none is told twice.
    enum Subject: Hashable {
        case year, month, day, hour, minute, second, fraction, half, weekday, offset
    }

    var subject: Subject? {
        switch self {
        case .literal: nil
        case .year, .yearOfCentury: .year
        case .month, .shortMonth, .monthName, .monthAbbreviation: .month
        case .day, .shortDay: .day
        case .hour, .hourOf12, .shortHour, .shortHourOf12: .hour
        case .minute: .minute
        case .second: .second
        case .fraction: .fraction
        case .half: .half
        case .weekdayName, .weekdayAbbreviation: .weekday
        case .offset: .offset
        }
    }

    static func parse(_ format: String) throws(TimeFormatError) -> [TimeDirective] {
        var parts: [TimeDirective] = []
        var rest = Substring(format).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                parts.append(.literal(byte))
                continue
            }
            let length = rest.first == UInt8(ascii: "-") ? 2 : 1
            let letters = String(Substring(rest).unicodeScalars.prefix(length))
            guard !letters.isEmpty else { throw TimeFormatError(message: "a % at the end; a literal one is written %%") }
            guard let found = directives[letters] else {
                throw TimeFormatError(
                    message: "unknown directive %\(letters); directives are "
                        + directives.keys.sorted { ($0.lowercased(), $1) < ($1.lowercased(), $0) }.map { "%\($0)" }
                            .joined(separator: " "),
                    suggestion: alternative(to: letters))
            }
            parts += found
            rest = Substring(Substring(rest).unicodeScalars.dropFirst(length)).utf8
        }
        return parts
    }

    /// The directive for what others write another way.
    private static func alternative(to letters: String) -> String? {
        switch letters {
        case "e": "%-d"
        case "k": "%-H"
        case "l": "%-I"
        case "h": "%b"
        case "N", "L": "%f"
        case "P": "%p"
        case "D": "%m/%d/%y"
        case "r": "%I:%M:%S %p"
        case "i": "%M"
        case "Z": "%z"
        default: nil
        }
    }
}
