// When something runs.

import RowModel

/// A time of day, on some days of the week, by the clocks of a zone.
public struct Timing: Sendable, Equatable {
    public let hour: Int
    public let minute: Int
    public let days: WeekdaySet
    /// An IANA name; nil for the machine's own.
    public let zone: String?

    /// - Parameters:
    ///   - time: `02:00`.
    ///   - days: as ``WeekdaySet`` takes them.
    ///   - zone: an IANA name.
    /// - Throws: ``ScheduleError``
    public init(at time: String, every days: String = "day", zone: String? = nil) throws(ScheduleError) {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = Self.number(parts[0]), let minute = Self.number(parts[1]),
            parts[1].utf8.count == 2, hour < 24, minute < 60
        else { throw .time(time) }
        self.hour = hour
        self.minute = minute
        self.days = try WeekdaySet(days)
        self.zone = zone
        do throws(TimeFormatError) {
            if let zone { try CalendarDay.check(zone: zone) }
        } catch {
            throw .zone(error)
        }
    }

    /// Of one or two digits.
    private static func number(_ text: Substring) -> Int? {
        guard 1...2 ~= text.utf8.count, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int(text)
    }

    /// `02:00`
    public var clock: String { Self.twoDigits(hour) + ":" + Self.twoDigits(minute) }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// As OnCalendar= of a timer has it (systemd.time(7), "Calendar events").
    public var onCalendar: String {
        (days.isEveryDay ? "" : days.systemd + " ") + "*-*-* \(clock):00" + (zone.map { " \($0)" } ?? "")
    }

    /// The five fields of a crontab(5), which knows no zone.
    public var cronFields: String { "\(minute) \(hour) * * \(days.cron)" }

    public var words: String { "\(days.words) at \(clock)" + (zone.map { " in \($0)" } ?? "") }
}
