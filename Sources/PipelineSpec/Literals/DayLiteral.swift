// `yesterday` → 1.

import RowModel

/// A day before the one on which a night begins.
enum DayLiteral {
    private static let longest = 3660

    static let form = LiteralForm(pattern: "today|yesterday|1 day ago|[1-9][0-9]{0,3} days ago")

    /// How many days ago.
    static func daysAgo(_ text: String) throws(LiteralError) -> Int {
        if text == "today" { return 0 }
        if text == "yesterday" { return 1 }
        guard let literal = NumberWithUnit(text), [" day ago", " days ago"].contains(literal.unit) else {
            throw LiteralError(
                requirement: "must be today, yesterday or a text such as 3 days ago", suggestion: suggestion(for: text))
        }
        guard let number = literal.number, 1...longest ~= number else {
            throw LiteralError(requirement: "must be from 1 to \(longest) days ago")
        }
        return number
    }

    /// The day that a text is most likely meant to be; nil for another text.
    static func suggestion(for text: String) -> String? {
        if let near = closestMatch(to: text, among: ["today", "yesterday"]) { return near }
        guard let literal = NumberWithUnit(text), !literal.digits.isEmpty else { return nil }
        let unit = literal.unit.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" }
        return ["dayago", "daysago", "dago"].contains(unit) ? "\(literal.digits) days ago" : nil
    }
}
