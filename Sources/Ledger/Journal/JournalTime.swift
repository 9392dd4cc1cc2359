// Times as a journal and a ledger write them.

import Foundation

/// `2026-11-22T01:00:00.250Z`: ISO 8601, UTC, with milliseconds.
public enum JournalTime {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    public static func text(_ date: Date) -> String { date.formatted(style) }

    /// nil for what is no such time.
    public static func date(_ text: String) -> Date? { try? style.parse(text) }

    /// nil if one of them is no such time; never negative, whatever was done to the clock in between.
    static func seconds(from start: String, to end: String?) -> Double? {
        guard let end, let first = try? style.parse(start), let last = try? style.parse(end) else { return nil }
        return max(0, last.timeIntervalSince(first))
    }
}
