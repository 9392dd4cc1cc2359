// `100`, `>= 1000`, `< 5` or `100..200` → a range of counts.

enum CountConditionLiteral {
    private static let requirement =
        "must be a count such as 100, a bound such as \">= 100\" or a range such as \"100..200\""

    static let form = LiteralForm(
        pattern: "(>=|<=|>|<|=)? *[0-9]+ *| *[0-9]+ *\\.\\. *[0-9]+ *", numbers: 0...Int.max)

    static func condition(_ text: String) throws(LiteralError) -> CountCondition {
        guard let range = text.contains("..") ? try bounds(text) : try bound(text) else {
            throw LiteralError(requirement: requirement, suggestion: suggestion(for: text))
        }
        guard range.lowerBound <= range.upperBound else {
            throw LiteralError(requirement: "must be something that a count can meet")
        }
        return CountCondition(range.lowerBound...range.upperBound, text: text)
    }

    private typealias Bounds = (lowerBound: Int, upperBound: Int)

    /// `100..200`, both ends included.
    private static func bounds(_ text: String) throws(LiteralError) -> Bounds? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        guard let lower = try count(text[..<dots.lowerBound]), let upper = try count(text[dots.upperBound...])
        else { return nil }
        return (lower, upper)
    }

    /// `>= 100`, or a count alone.
    private static func bound(_ text: String) throws(LiteralError) -> Bounds? {
        let sign = text.prefix { "<>=".contains($0) }
        guard let number = try count(text[sign.endIndex...]) else { return nil }
        switch sign {
        case "", "=": return (number, number)
        case ">=": return (number, .max)
        case "<=": return (0, number)
        // No count is above Int.max or below 0: such a bound is met by none.
        case ">": return number == .max ? (1, 0) : (number + 1, .max)
        case "<": return (0, number - 1)
        default: return nil
        }
    }

    /// Digits with blanks around them; nil for anything else.
    private static func count(_ text: Substring) throws(LiteralError) -> Int? {
        guard let literal = NumberWithUnit(trimmed(text)), literal.unit.isEmpty else { return nil }
        guard let number = literal.number else { throw LiteralError(requirement: "must be a smaller count") }
        return number
    }

    private static func trimmed(_ text: Substring) -> String {
        let head = text.drop { $0 == " " }
        return String(head.reversed().drop { $0 == " " }.reversed())
    }

    /// What is written differently elsewhere.
    private static func suggestion(for text: String) -> String? {
        let spellings = [("=>", ">="), ("=<", "<="), ("≥", ">="), ("≤", "<="), ("==", "="), ("...", ".."), ("-", "..")]
        for (other, ours) in spellings where text.contains(other) {
            let candidate = text.replacing(other, with: ours)
            if (try? condition(candidate)) != nil { return candidate }
        }
        return nil
    }
}
