// The proleptic Gregorian calendar, years 0001 to 9999. Used by the date and timestamp conversions.

/// A day of the calendar (ISO 8601 4.1.2).
struct CalendarDate: Equatable {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `YYYY-MM-DD`, exactly 10 bytes.
    static func parse(_ bytes: UnsafePointer<UInt8>) throws(ConversionFailure) -> CalendarDate {
        guard
            let century = twoDigits(bytes), let yearOfCentury = twoDigits(bytes + 2), bytes[4] == UInt8(ascii: "-"),
            let month = twoDigits(bytes + 5), bytes[7] == UInt8(ascii: "-"), let day = twoDigits(bytes + 8)
        else { throw .notDate }
        let date = CalendarDate(year: century * 100 + yearOfCentury, month: month, day: day)
        guard date.isValid else { throw .noSuchDay }
        return date
    }

    /// The value of two ASCII digits.
    static func twoDigits(_ bytes: UnsafePointer<UInt8>) -> Int? {
        let tens = bytes[0] &- 48
        let units = bytes[1] &- 48
        return tens <= 9 && units <= 9 ? Int(tens) * 10 + Int(units) : nil
    }

    var isValid: Bool {
        guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1 else { return false }
        return day <= 28 || day <= Self.days(inMonth: month, of: year)
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01. Source: https://howardhinnant.github.io/date_algorithms.html#days_from_civil
    var daysSinceEpoch: Int {
        // Years counted from March, so that the leap day is the last; no year is negative here.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day so many days after 1970-01-01; nil outside the calendar's years.
    /// Source: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
    init?(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        guard shifted >= 0 else { return nil }
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // Months counted from March.
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        guard isValid else { return nil }
    }

    /// The day after or before, however long the month; the year may leave 1…9999.
    func adding(days: Int) -> CalendarDate {
        var date = self
        date.day += days
        if date.day < 1 {
            date.month -= 1
            if date.month < 1 { (date.year, date.month) = (date.year - 1, 12) }
            date.day = Self.days(inMonth: date.month, of: date.year)
        } else if date.day > Self.days(inMonth: date.month, of: date.year) {
            (date.month, date.day) = (date.month + 1, 1)
            if date.month > 12 { (date.year, date.month) = (date.year + 1, 1) }
        }
        return date
    }
}

/// Text → `YYYY-MM-DD`, kept as it is.
enum DateText {
    static func convert(
        offset: Int, length: Int, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        guard length == 10 else { return .notDate }
        do {
            _ = try CalendarDate.parse(batch.arena + offset)
        } catch {
            return error
        }
        cell.pointee = .text(offset: offset, length: length)
        return nil
    }

    /// A date that is written another way, stored as `YYYY-MM-DD`.
    static func convert(
        offset: Int, length: Int, format: TimeFormat, in batch: RowBatch, into cell: UnsafeMutablePointer<Cell>
    ) -> ConversionFailure? {
        do {
            let date = try format.layout.date(batch.arena + offset, length)
            let copy = batch.reserve(10)
            date.write(to: batch.arena + copy)
            cell.pointee = .text(offset: copy, length: 10)
            return nil
        } catch {
            return error
        }
    }
}

extension CalendarDate {
    /// `YYYY-MM-DD`, exactly 10 bytes.
    func write(to target: UnsafeMutablePointer<UInt8>) {
        func put(_ number: Int, at index: Int) {
            target[index] = UInt8(48 + number / 10)
            target[index + 1] = UInt8(48 + number % 10)
        }
        put(year / 100, at: 0)
        put(year % 100, at: 2)
        put(month, at: 5)
        put(day, at: 8)
        target[4] = UInt8(ascii: "-")
        target[7] = UInt8(ascii: "-")
    }
}
