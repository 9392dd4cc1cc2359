// Which day it is somewhere, and how it is written.

import Foundation

/// A day of the Gregorian calendar, years 1 to 9999.
public struct CalendarDay: Sendable, Equatable {
    private let date: CalendarDate

    /// The day that the clocks of a zone show.
    /// - Parameters:
    ///   - time: seconds since 1970, UTC.
    ///   - zone: an IANA name; nil for the system's.
    /// - Throws: ``TimeFormatError`` for a zone that is not there, or a time outside the calendar.
    public init(at time: Int64, zone: String?) throws(TimeFormatError) {
        let offset = try zone.map { name throws(TimeFormatError) in Int64(try TimeZoneDatabase.rules(name).offset(at: time)) }
        let local = time + (offset ?? Self.systemOffset(at: time))
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        guard let date = Int(exactly: days).flatMap(CalendarDate.init(daysSinceEpoch:)) else {
            throw TimeFormatError(message: "the clock shows a time outside the years 1 to 9999")
        }
        self.date = date
    }

    private init(_ date: CalendarDate) { self.date = date }

    /// Seconds east of UTC: `TZ` and /etc/localtime, as localtime(3) has them.
    private static func systemOffset(at time: Int64) -> Int64 {
        var time = time_t(time)
        var local = tm()
        localtime_r(&time, &local)
        return Int64(local.tm_gmtoff)
    }

    /// So many days earlier by the calendar, however long they were; nil before year 1.
    public func days(ago days: Int) -> CalendarDay? {
        CalendarDate(daysSinceEpoch: date.daysSinceEpoch - days).map(CalendarDay.init)
    }

    /// `YYYY-MM-DD`
    public var text: String { text("%F") }

    /// - Parameter format: as checked by ``check(format:)``.
    public func text(_ format: String) -> String {
        var seconds = time_t(date.daysSinceEpoch * 86_400)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        // Longest of what the directives give is a month's name; a blank keeps an empty result from looking like an overflow.
        var buffer = [CChar](repeating: 0, count: format.utf8.count * 16 + 2)
        let count = strftime(&buffer, buffer.count, format + " ", &parts)
        return String(decoding: buffer.prefix(max(0, count - 1)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// By the letters behind `%`, as strftime(3) has them; `%-d` and `%-m` are without a zero in front.
    private static let directives = [
        "Y", "y", "m", "-m", "d", "-d", "j", "F", "B", "b", "A", "a", "G", "V", "u", "%",
    ]

    /// - Throws: ``TimeFormatError`` for a format that says something else than a day, or nothing of it.
    public static func check(format: String) throws(TimeFormatError) {
        var rest = Substring(format)
        var isDated = false
        while let percent = rest.firstIndex(of: "%") {
            rest = rest[rest.index(after: percent)...]
            let letters = rest.prefix(rest.first == "-" ? 2 : 1)
            guard directives.contains(String(letters)) else {
                throw TimeFormatError(
                    message: "\(letters.isEmpty ? "a % at the end" : "unknown directive %\(letters)"); those of a day are "
                        + directives.map { "%\($0)" }.joined(separator: " "))
            }
            isDated = isDated || letters != "%"
            rest = rest.dropFirst(letters.count)
        }
        guard isDated else {
            throw TimeFormatError(message: "no directive such as %Y, %m or %d, so it is the same every day")
        }
    }

    /// - Throws: ``TimeFormatError`` for a zone that is not there.
    public static func check(zone: String) throws(TimeFormatError) {
        _ = try TimeZoneDatabase.rules(zone)
    }
}
