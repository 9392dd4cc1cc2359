// Instant → text: what TimestampText reads back. Used to show and to cast a timestamp that is stored as a number.

/// An instant counted from 1970-01-01T00:00:00Z, as `YYYY-MM-DDTHH:MM:SS[.mmm]Z`; nil outside the years 0001 to 9999.
public enum EpochText {
    public static func string(seconds: Int64) -> String? {
        string(seconds: seconds, fraction: "")
    }

    /// Always with three fraction digits, so that texts sort as the instants do.
    public static func string(milliseconds: Int64) -> String? {
        let (seconds, rest) = floored(milliseconds, by: 1000)
        return string(seconds: seconds, fraction: "." + padded(rest, to: 3))
    }

    private static func string(seconds: Int64, fraction: String) -> String? {
        let (days, second) = floored(seconds, by: 86_400)
        guard let date = CalendarDate(daysSinceEpoch: Int(days)) else { return nil }
        let day = "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))"
        let time = "\(padded(second / 3600, to: 2)):\(padded(second / 60 % 60, to: 2)):\(padded(second % 60, to: 2))"
        return "\(day)T\(time)\(fraction)Z"
    }

    /// The quotient rounded down, and what is left, which is never negative.
    private static func floored(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, Int(rest + divisor)) : (quotient, Int(rest))
    }

    private static func padded(_ value: Int, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
