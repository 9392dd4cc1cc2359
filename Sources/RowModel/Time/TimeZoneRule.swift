// The rule by which a zone goes on: `CET-1CEST,M3.5.0,M10.5.0/3`.

/// The value of TZ as POSIX (IEEE Std 1003.1, 8.3) and RFC 9636 3.3.1 have it: the end of a file of the database.
struct TimeZoneRule {
    /// Seconds east of UTC.
    private let standard: Int
    private var daylight: (offset: Int, start: Day, end: Day)?

    private struct Day {
        enum Kind {
            /// 1 to 365; February 29 is never counted.
            case julian(Int)
            /// 0 to 365
            case zeroBased(Int)
            /// The nth weekday (0 is Sunday) of a month, the last for 5.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var kind: Kind
        /// Seconds of the day, by the clock that ends there.
        var time: Int

        /// Seconds since 1970, by that clock.
        func seconds(in year: Int) -> Int64 {
            Int64(days(in: year) * 86_400 + time)
        }

        private func days(in year: Int) -> Int {
            let newYear = CalendarDate(year: year, month: 1, day: 1).daysSinceEpoch
            switch kind {
            case .zeroBased(let day): return newYear + day
            case .julian(let day):
                return newYear + day - 1 + (day >= 60 && CalendarDate.days(inMonth: 2, of: year) == 29 ? 1 : 0)
            case .weekday(let month, let week, let weekday):
                let first = CalendarDate(year: year, month: month, day: 1).daysSinceEpoch
                let day = 1 + ((weekday - CalendarDate.weekday(daysSinceEpoch: first)) + 7) % 7 + 7 * (week - 1)
                return first - 1 + (day > CalendarDate.days(inMonth: month, of: year) ? day - 7 : day)
            }
        }
    }

    /// nil for a text that is no such rule.
    init?(_ text: Substring) {
        var scanner = Scanner(rest: text)
        guard scanner.name(), let west = scanner.time() else { return nil }
        standard = -west
        guard !scanner.rest.isEmpty else { return }
        guard scanner.name() else { return nil }
        var offset = standard + 3600
        if !scanner.rest.hasPrefix(",") {
            guard let west = scanner.time() else { return nil }
            offset = -west
        }
        guard let start = scanner.day(), let end = scanner.day(), scanner.rest.isEmpty else { return nil }
        daylight = (offset, start, end)
    }

    /// The changes of some years, in order, with the offset from each on.
    func transitions(from firstYear: Int, years: Int) -> [(time: Int64, offset: Int)] {
        guard let daylight else { return [] }
        return (firstYear..<firstYear + years).flatMap { year in
            [
                (daylight.start.seconds(in: year) - Int64(standard), daylight.offset),
                (daylight.end.seconds(in: year) - Int64(daylight.offset), standard),
            ].sorted { $0.0 < $1.0 }
        }
    }

    private struct Scanner {
        var rest: Substring

        /// `CET` or `<+0330>`
        mutating func name() -> Bool {
            if rest.first == "<", let close = rest.firstIndex(of: ">") {
                rest = rest[rest.index(after: close)...]
                return true
            }
            let letters = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(letters.count)
            return !letters.isEmpty
        }

        /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = rest.first == "-"
            if isNegative || rest.first == "+" { rest = rest.dropFirst() }
            guard let hours = number() else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] where rest.first == ":" {
                rest = rest.dropFirst()
                guard let value = number() else { return nil }
                seconds += value * unit
            }
            return isNegative ? -seconds : seconds
        }

        mutating func day() -> Day? {
            guard rest.first == "," else { return nil }
            rest = rest.dropFirst()
            guard let kind = kind() else { return nil }
            var time = 2 * 3600
            if rest.first == "/" {
                rest = rest.dropFirst()
                guard let given = self.time() else { return nil }
                time = given
            }
            return Day(kind: kind, time: time)
        }

        private mutating func kind() -> Day.Kind? {
            switch rest.first {
            case "M":
                rest = rest.dropFirst()
                guard let month = number(), dot(), let week = number(), dot(), let weekday = number(),
                    (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
                else { return nil }
                return .weekday(month: month, week: week, weekday: weekday)
            case "J":
                rest = rest.dropFirst()
                return number().map { .julian($0) }
            default:
                return number().map { .zeroBased($0) }
            }
        }

        private mutating func dot() -> Bool {
            guard rest.first == "." else { return false }
            rest = rest.dropFirst()
            return true
        }

        private mutating func number() -> Int? {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            guard (1...3).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }
    }
}

extension CalendarDate {
    /// 0 is Sunday; 1970-01-01 was a Thursday.
    static func weekday(daysSinceEpoch days: Int) -> Int {
        ((days + 4) % 7 + 7) % 7
    }
}
