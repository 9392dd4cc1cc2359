// Reads one text by the directives of a format: a loop over bytes, without allocation.

/// Strict: each directive has its number of digits, and nothing may be left over.
struct TimeTextReader {
    private let bytes: UnsafePointer<UInt8>
    private let length: Int
    private var position = 0

    private var year = 0
    private var month = 0
    private var day = 0
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var fraction = 0..<0
    private var isAfternoon: Bool?
    private var weekday: Int?
    private var offset: Int?

    init(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
        self.bytes = bytes
        self.length = length
    }

    mutating func read(_ directives: [TimeDirective]) throws(ConversionFailure) -> TimestampText {
        for directive in directives { try read(directive) }
        guard position == length else { throw .notOfFormat }
        return try result()
    }

    private mutating func read(_ directive: TimeDirective) throws(ConversionFailure) {
        switch directive {
        case .literal(let byte):
            guard position < length, bytes[position] == byte else { throw .notOfFormat }
            position += 1
        case .year: year = try digits(4)
        case .yearOfCentury:
            // As POSIX has it (strptime): 69 is 1969, 68 is 2068.
            let number = try digits(2)
            year = number < 69 ? 2000 + number : 1900 + number
        case .month: month = try digits(2)
        case .shortMonth: month = try oneOrTwoDigits()
        case .day: day = try digits(2)
        case .shortDay: day = try oneOrTwoDigits()
        case .hour: hour = try digits(2)
        case .shortHour: hour = try oneOrTwoDigits()
        case .hourOf12: hour = try hourOf12(digits(2))
        case .shortHourOf12: hour = try hourOf12(oneOrTwoDigits())
        case .minute: minute = try digits(2)
        case .second: second = try digits(2)
        case .fraction: try readFraction()
        case .half: isAfternoon = try name(among: Self.halves, prefix: 2) == 1
        case .monthName: month = try name(among: Self.months, prefix: .max) + 1
        case .monthAbbreviation: month = try name(among: Self.months, prefix: 3) + 1
        case .weekdayName: weekday = try name(among: Self.weekdays, prefix: .max)
        case .weekdayAbbreviation: weekday = try name(among: Self.weekdays, prefix: 3)
        case .offset: try readOffset()
        }
    }

    private func result() throws(ConversionFailure) -> TimestampText {
        let date = CalendarDate(year: year, month: month, day: day)
        guard date.isValid else { throw .noSuchDay }
        if let weekday, weekday != CalendarDate.weekday(daysSinceEpoch: date.daysSinceEpoch) { throw .wrongWeekday }
        let hour = isAfternoon.map { self.hour % 12 + ($0 ? 12 : 0) } ?? self.hour
        guard hour <= 23, minute <= 59, second <= 59 else { throw .noSuchTime }
        return TimestampText(
            date: date, minutes: hour * 60 + minute, seconds: second, fraction: fraction, offsetMinutes: offset ?? 0,
            hasOffset: offset != nil)
    }

    private mutating func digits(_ count: Int) throws(ConversionFailure) -> Int {
        guard position + count <= length else { throw .notOfFormat }
        var value = 0
        for _ in 0..<count {
            let digit = bytes[position] &- 48
            guard digit <= 9 else { throw .notOfFormat }
            value = value * 10 + Int(digit)
            position += 1
        }
        return value
    }

    private mutating func oneOrTwoDigits() throws(ConversionFailure) -> Int {
        try digits(position + 1 < length && bytes[position + 1] &- 48 <= 9 ? 2 : 1)
    }

    private func hourOf12(_ hour: Int) throws(ConversionFailure) -> Int {
        guard (1...12).contains(hour) else { throw .noSuchTime }
        return hour
    }

    private mutating func readFraction() throws(ConversionFailure) {
        let start = position
        while position < length, bytes[position] &- 48 <= 9 { position += 1 }
        fraction = start..<position
        guard (1...9).contains(fraction.count) else { throw .notOfFormat }
    }

    /// `Z`, `±HH:MM`, `±HHMM` or `±HH`.
    private mutating func readOffset() throws(ConversionFailure) {
        guard position < length else { throw .notOfFormat }
        if bytes[position] == UInt8(ascii: "Z") {
            position += 1
            offset = 0
            return
        }
        let isWest = bytes[position] == UInt8(ascii: "-")
        guard isWest || bytes[position] == UInt8(ascii: "+") else { throw .notOfFormat }
        position += 1
        let hours = try digits(2)
        var minutes = 0
        if position < length, bytes[position] == UInt8(ascii: ":") {
            position += 1
            minutes = try digits(2)
        } else if position < length, bytes[position] &- 48 <= 9 {
            minutes = try digits(2)
        }
        guard hours <= 23, minutes <= 59 else { throw .noSuchTime }
        offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
    }

    /// The index of the name that stands here, in any ASCII case.
    /// - Parameter count: how many letters of each are written.
    private mutating func name(among names: [StaticString], prefix count: Int) throws(ConversionFailure) -> Int {
        for (index, name) in names.enumerated() {
            let letters = min(count, name.utf8CodeUnitCount)
            guard position + letters <= length else { continue }
            if (0..<letters).allSatisfy({ bytes[position + $0] | 0x20 == name.utf8Start[$0] }) {
                position += letters
                return index
            }
        }
        throw .notOfFormat
    }

    private static let halves: [StaticString] = ["am", "pm"]
    private static let months: [StaticString] = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays: [StaticString] = [
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    ]
}
