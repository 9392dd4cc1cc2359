// What the clocks of a zone say, from the system's time zone database.

import Foundation

/// The offsets from UTC of one zone of the IANA time zone database (https://www.iana.org/time-zones), for all times.
final class TimeZoneRules: Sendable {
    /// Seconds since 1970 at which the offset changes, in order.
    private let transitions: [Int64]
    /// Seconds east of UTC from each transition on.
    private let offsets: [Int]
    /// Before the first transition.
    private let firstOffset: Int
    /// From this time on the last 400 years repeat.
    private let end: Int64

    /// What a clock's reading stands for.
    enum Reading: Equatable {
        /// Seconds east of UTC.
        case offset(Int)
        /// Clocks were put forward over it.
        case skipped
        /// Clocks were put back to before it.
        case repeated
    }

    init(transitions: [Int64], offsets: [Int], firstOffset: Int, rule: TimeZoneRule?) {
        var transitions = transitions
        var offsets = offsets
        let firstYear = transitions.last.map(Self.year) ?? 1970
        // The Gregorian calendar repeats after 400 years, weekdays included.
        for (time, offset) in rule?.transitions(from: firstYear, years: 402) ?? []
        where time > transitions.last ?? .min && offset != offsets.last ?? firstOffset {
            transitions.append(time)
            offsets.append(offset)
        }
        self.transitions = transitions
        self.offsets = offsets
        self.firstOffset = firstOffset
        end = rule == nil ? .max : Int64(CalendarDate(year: firstYear + 401, month: 1, day: 1).daysSinceEpoch) * 86_400
    }

    private static func year(_ seconds: Int64) -> Int {
        CalendarDate(daysSinceEpoch: Int(seconds / 86_400))?.year ?? 1970
    }

    /// Seconds east of UTC at a time in seconds since 1970.
    func offset(at time: Int64) -> Int {
        let cycle: Int64 = 146_097 * 86_400
        let time = time < end ? time : time - ((time - end) / cycle + 1) * cycle
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }

    /// What a local time, counted as if it were UTC, stands for.
    ///
    /// An offset is less than a day, and clocks are not changed twice within two: the offset is that of the day before or
    /// of the day after.
    func reading(local: Int64) -> Reading {
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        if before == after { return .offset(before) }
        let isBefore = offset(at: local - Int64(before)) == before
        let isAfter = offset(at: local - Int64(after)) == after
        switch (isBefore, isAfter) {
        case (true, true): return .repeated
        case (true, false): return .offset(before)
        case (false, true): return .offset(after)
        case (false, false): return .skipped
        }
    }
}
