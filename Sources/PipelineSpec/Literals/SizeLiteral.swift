// `64MiB` → bytes.

/// A size in bytes: digits, then `B`, `KiB`, `MiB`, `GiB` or nothing.
enum SizeLiteral {
    private static let units: [(name: String, bytes: Int)] = [
        ("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
    ]

    /// The pattern has no bounds, since it would have to reckon with units.
    static func form(in bounds: ClosedRange<Int>) -> LiteralForm {
        let names = units.map(\.name).filter { !$0.isEmpty }
        return LiteralForm(pattern: "[1-9][0-9]*(\(names.joined(separator: "|")))?", numbers: bounds)
    }

    static func bytes(_ text: String) throws(LiteralError) -> Int {
        guard let literal = NumberWithUnit(text) else {
            throw LiteralError(requirement: "must be a finite size such as 64MiB or 4096")
        }
        guard let unit = units.first(where: { $0.name == literal.unit }) else {
            throw LiteralError(
                requirement: "must be a size in B, KiB, MiB or GiB", suggestion: suggestion(for: literal))
        }
        guard let number = literal.number else { throw LiteralError(requirement: "must be a smaller size") }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        guard !overflow else { throw LiteralError(requirement: "must be a smaller size") }
        guard bytes > 0 else { throw LiteralError(requirement: "must be more than 0 bytes") }
        return bytes
    }

    /// `64MB`, `64 mib` and `64m` all mean what is to be written `64MiB`.
    private static func suggestion(for literal: NumberWithUnit) -> String? {
        let letters = literal.unit.lowercased().filter { $0 != " " }
        let known: [String: String] = [
            "b": "B", "byte": "B", "bytes": "B", "k": "KiB", "kb": "KiB", "kib": "KiB",
            "m": "MiB", "mb": "MiB", "mib": "MiB", "g": "GiB", "gb": "GiB", "gib": "GiB",
        ]
        return known[letters].map { literal.digits + $0 }
    }

    /// The shortest way to write a size: for messages.
    static func text(_ bytes: Int) -> String {
        for unit in units.reversed() where unit.bytes > 1 && bytes > 0 && bytes % unit.bytes == 0 {
            return "\(bytes / unit.bytes)\(unit.name)"
        }
        return "\(bytes)"
    }
}
