// `0`, `250` or `0.5%` → how many rejects a run bears.

enum RejectLimitLiteral {
    private static let requirement = "must be a count such as 10 or a percentage such as 0.5%"

    static let form = LiteralForm(pattern: "[0-9]+|[0-9]+(\\.[0-9]+)?%", numbers: 0...Int.max)

    static func limit(_ text: String) throws(LiteralError) -> RejectLimit {
        guard text.hasSuffix("%") else {
            guard let literal = NumberWithUnit(text), literal.unit.isEmpty else {
                let isFraction = isDecimal(text[...])
                throw LiteralError(requirement: requirement, suggestion: isFraction ? text + "%" : nil)
            }
            guard let count = literal.number else { throw LiteralError(requirement: "must be a smaller count") }
            return .count(count)
        }
        let number = text.dropLast()
        guard isDecimal(number), let percent = Double(number) else { throw LiteralError(requirement: requirement) }
        guard percent <= 100 else { throw LiteralError(requirement: "must be at most 100%") }
        return .percent(percent)
    }

    /// Digits, then perhaps a point and more digits.
    private static func isDecimal(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return text.utf8.count <= 32
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }
}
