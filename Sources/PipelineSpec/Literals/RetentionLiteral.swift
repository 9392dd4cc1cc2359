// `90d` → days.

/// A time in days: digits, then `d`.
enum RetentionLiteral {
    /// A hundred years.
    private static let longest = 36_500

    static let form = LiteralForm(pattern: "[1-9][0-9]*d", numbers: nil)

    static func days(_ text: String) throws(LiteralError) -> Int {
        guard let literal = NumberWithUnit(text) else { throw LiteralError(requirement: "must be a time in days such as 90d") }
        guard literal.unit == "d" else {
            throw LiteralError(requirement: "must be a time in days such as 90d", suggestion: suggestion(for: literal))
        }
        guard let days = literal.number, days <= longest else {
            throw LiteralError(requirement: "must be at most \(longest)d")
        }
        guard days > 0 else { throw LiteralError(requirement: "must be at least 1d") }
        return days
    }

    private static func suggestion(for literal: NumberWithUnit) -> String? {
        let daysPerUnit = [
            "": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7, "month": 30, "months": 30, "y": 365, "year": 365, "years": 365,
        ]
        let letters = literal.unit.lowercased().filter { $0 != " " }
        if letters == "d" { return literal.digits + "d" }
        guard let days = daysPerUnit[letters], let number = literal.number, number <= longest / days, number > 0 else { return nil }
        return "\(number * days)d"
    }
}
