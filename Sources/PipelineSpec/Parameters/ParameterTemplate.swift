// `${name}` in a text: where the references are. Pure text, no values.

/// A text cut into what is literal and what names a parameter.
struct ParameterTemplate: Equatable {
    enum Segment: Equatable {
        case literal(String)
        /// `${name}` or `${env:NAME}`; `opening` counts the `${` of the text from 0, escaped ones included.
        case reference(String, opening: Int)
        /// `${` without `}`.
        case unclosed(opening: Int)
    }

    private(set) var segments: [Segment] = []

    /// Whether a text has to be looked at at all.
    static func isNeeded(for text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "$")) && text.contains("${")
    }

    init(_ text: String) {
        var literal = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        var opening = 0
        func flush(_ segments: inout [Segment]) {
            if !literal.isEmpty { segments.append(.literal(String(literal))) }
            literal = String.UnicodeScalarView()
        }
        while let scalar = rest.first {
            if rest.starts(with: "$${".unicodeScalars) {
                literal.append(contentsOf: "${".unicodeScalars)
                rest = rest.dropFirst(3)
                opening += 1
            } else if rest.starts(with: "${".unicodeScalars) {
                flush(&segments)
                guard let close = rest.firstIndex(of: "}") else {
                    segments.append(.unclosed(opening: opening))
                    return
                }
                let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<close]
                segments.append(.reference(String(name), opening: opening))
                rest = rest[rest.index(after: close)...]
                // A `${` within the braces is part of the (bad) name, and counts.
                opening += 1 + Self.openings(in: name)
            } else {
                literal.append(scalar)
                rest = rest.dropFirst()
            }
        }
        flush(&segments)
    }

    private static func openings(in scalars: Substring.UnicodeScalarView) -> Int {
        var previous: Unicode.Scalar?
        var count = 0
        for scalar in scalars {
            if previous == "$", scalar == "{" { count += 1 }
            previous = scalar
        }
        return count
    }

    /// Whether `name` may name a parameter: `[A-Za-z_][A-Za-z0-9_-]*`.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }
}
