// Markup, and how text from outside gets into it.

/// A piece of HTML, or of SVG within it. Literals are markup, and every text that is put into one is escaped, so that
/// nothing from outside can be anything but text.
struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable {
    private(set) var markup: String

    init(stringLiteral literal: StaticString) { markup = "\(literal)" }
    init(stringInterpolation: Interpolation) { markup = stringInterpolation.markup }

    static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
    static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        /// Static, so that only the source can be markup.
        mutating func appendLiteral(_ literal: StaticString) { markup += "\(literal)" }
        mutating func appendInterpolation(_ text: some StringProtocol) { markup += text.htmlEscaped() }
        /// A text that has lines, and keeps them.
        mutating func appendInterpolation(lines text: some StringProtocol) {
            markup += text.htmlEscaped(keepingLines: true)
        }
        mutating func appendInterpolation(_ html: HTML?) { markup += html?.markup ?? "" }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { markup += piece.markup } }
        /// In plain digits, for an attribute.
        mutating func appendInterpolation(_ number: some BinaryInteger) { markup += "\(number)" }
        /// A coordinate: SVG needs no more than hundredths.
        mutating func appendInterpolation(_ length: Double) {
            let hundredths = (min(max(length, -1e9), 1e9) * 100).rounded() / 100
            markup += hundredths == hundredths.rounded() ? "\(Int(hundredths))" : "\(hundredths)"
        }
    }
}

extension StringProtocol {
    /// As text, or as an attribute's value in quotes
    /// (https://html.spec.whatwg.org/multipage/parsing.html#escapingString). What can't be seen, or would turn the
    /// direction of the text around it, is spelt out.
    /// - Parameter keepingLines: whether line ends and tabs stay what they are.
    fileprivate func htmlEscaped(keepingLines: Bool = false) -> String {
        var escaped = ""
        escaped.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n" where keepingLines, "\t" where keepingLines: escaped.unicodeScalars.append(scalar)
            case " "..<"\u{7F}": escaped.unicodeScalars.append(scalar)
            default: escaped += scalar.isInvisible ? scalar.spelt : String(scalar)
            }
        }
        return escaped
    }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: true
        default: false
        }
    }

    fileprivate var spelt: String { "\\u{\(String(value, radix: 16))}" }
}
