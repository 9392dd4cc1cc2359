// `5s` → seconds.

/// A duration: digits, then `ms`, `s`, `m`, `h`, or nothing for seconds; at most a day.
enum DurationLiteral {
    private static let longest = 86_400_000
    private static let milliseconds = ["": 1000, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000]

    static let form = LiteralForm(
        pattern: "[1-9][0-9]*(\(milliseconds.keys.filter { !$0.isEmpty }.sorted().joined(separator: "|")))?",
        numbers: 1...longest / 1000)

    static func seconds(_ text: String) throws(LiteralError) -> Double {
        guard let literal = NumberWithUnit(text) else {
            throw LiteralError(requirement: "must be a duration such as 5s or 500ms")
        }
        guard let unit = milliseconds[String(literal.unit)] else {
            throw LiteralError(
                requirement: "must be a duration in ms, s, m or h", suggestion: suggestion(for: literal))
        }
        guard let number = literal.number, number <= longest / unit else {
            throw LiteralError(requirement: "must be at most 24h")
        }
        guard number > 0 else { throw LiteralError(requirement: "must be more than 0s") }
        return Double(number * unit) / 1000
    }

    private static func suggestion(for literal: NumberWithUnit) -> String? {
        let letters = literal.unit.lowercased().filter { $0 != " " }
        let known: [String: String] = [
            "ms": "ms", "msec": "ms", "millis": "ms", "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
            "m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m", "h": "h", "hr": "h", "hour": "h",
            "hours": "h",
        ]
        return known[letters].map { literal.digits + $0 }
    }
}
