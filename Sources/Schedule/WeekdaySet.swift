// The days of the week on which something runs.

import RowModel

/// At least one day. Counted from Monday, which is 1, to Sunday, which is 7 (crontab(5) knows both 0 and 7).
public struct WeekdaySet: Sendable, Equatable {
    static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let fullNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    public static let everyDay = WeekdaySet(days: Set(1...7))

    private let days: Set<Int>

    private init(days: Set<Int>) {
        self.days = days
    }

    /// - Parameter text: `day`, or days and ranges of them such as `mon..fri` or `tue,sat..mon`.
    /// - Throws: `ScheduleError.days`
    public init(_ text: String) throws(ScheduleError) {
        guard text.asciiLowercased != "day" else {
            self = .everyDay
            return
        }
        var days: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
            guard let first = ends.first, let last = ends.last, ends.count <= 2 else { throw .days(text, suggestion: nil) }
            var day = try Self.day(first, of: text)
            let end = try Self.day(last, of: text)
            days.insert(day)
            while day != end {
                day = day % 7 + 1
                days.insert(day)
            }
        }
        self.days = days
    }

    private static func day(_ word: String, of text: String) throws(ScheduleError) -> Int {
        let word = word.asciiLowercased
        if let index = names.firstIndex(of: word) ?? fullNames.firstIndex(of: word) { return index + 1 }
        throw .days(text, suggestion: closestMatch(to: word, among: ["day"] + names + fullNames))
    }

    var isEveryDay: Bool { days.count == 7 }

    /// Runs of days that follow each other, Monday first.
    private var runs: [ClosedRange<Int>] {
        days.sorted().reduce(into: []) { runs, day in
            if let last = runs.last, last.upperBound == day - 1 {
                runs[runs.count - 1] = last.lowerBound...day
            } else {
                runs.append(day...day)
            }
        }
    }

    /// Each run as text: its ends around `range`, or its days one by one where there are only two.
    private func text(range: String, separator: String, name: (Int) -> String) -> String {
        runs.map { run in
            run.count > 2
                ? name(run.lowerBound) + range + name(run.upperBound) : run.map(name).joined(separator: separator)
        }.joined(separator: separator)
    }

    /// As in OnCalendar= (systemd.time(7)): `Mon..Fri`.
    var systemd: String { text(range: "..", separator: ",") { Self.names[$0 - 1].capitalized } }

    /// As the fifth field of a crontab: `1-5`.
    var cron: String { isEveryDay ? "*" : text(range: "-", separator: ",") { "\($0)" } }

    /// `every day`, `mon to fri`
    var words: String { isEveryDay ? "every day" : text(range: " to ", separator: ", ") { Self.names[$0 - 1] } }
}
