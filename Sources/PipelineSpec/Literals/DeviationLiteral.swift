// `±30%` or `-50%..+200%` → how far a count may be from a median.

enum DeviationLiteral {
    private static let requirement = "must be a deviation such as \"±30%\" or a range such as \"-50%..+200%\""
    private static let number = "[0-9]+(\\.[0-9]+)? *%"

    static let form = LiteralForm(
        pattern: " *(±|\\+-|\\+/-) *\(number) *| *[-−+]?\(number) *\\.\\. *[-−+]?\(number) *", numbers: nil)

    /// - Returns: the difference allowed, in percent, below zero for less.
    static func percent(_ text: String) throws(LiteralError) -> ClosedRange<Double> {
        guard let (lower, upper) = range(trimmed(text[...])) else {
            throw LiteralError(requirement: requirement, suggestion: suggestion(for: text))
        }
        guard lower <= upper else { throw LiteralError(requirement: "must begin with the smaller deviation") }
        // No count is less than none at all.
        guard upper >= -100 else { throw LiteralError(requirement: "must be something that a count can meet") }
        return lower...upper
    }

    private static func range(_ text: Substring) -> (lower: Double, upper: Double)? {
        for sign in ["±", "+-", "+/-"] where text.hasPrefix(sign) {
            return percentage(trimmed(text.dropFirst(sign.count))).map { (-$0, $0) }
        }
        guard let dots = text.firstRange(of: ".."), let lower = signed(trimmed(text[..<dots.lowerBound])),
            let upper = signed(trimmed(text[dots.upperBound...]))
        else { return nil }
        return (lower, upper)
    }

    private static func signed(_ text: Substring) -> Double? {
        switch text.first {
        case "-", "−": percentage(text.dropFirst()).map { -$0 }
        case "+": percentage(text.dropFirst())
        default: percentage(text)
        }
    }

    /// Digits, perhaps a point and more digits, and the sign behind them.
    private static func percentage(_ text: Substring) -> Double? {
        guard text.hasSuffix("%"), text.utf8.count <= 32 else { return nil }
        var number = text.dropLast()
        while number.last == " " { number.removeLast() }
        let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
        return Double(number)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// A percentage alone is most likely meant both ways; a number alone has lost its sign.
    private static func suggestion(for text: String) -> String? {
        let bare = trimmed(text[...])
        let candidates = ["±\(bare)", "±\(bare)%", "\(bare)%"]
        return candidates.first { range($0[...]) != nil }
    }
}
