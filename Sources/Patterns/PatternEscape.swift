// What a backslash means in a pattern.

enum PatternEscape {
    /// The part that an escape stands for. The parser is behind the backslash.
    static func node(_ parser: inout PatternParser, from start: Int) throws(PatternError) -> PatternNode {
        switch parser.peek {
        case "A": return assertion(.textStart, &parser)
        case "z": return assertion(.textEnd, &parser)
        case "b": return assertion(.wordBoundary, &parser)
        case "B": return assertion(.noWordBoundary, &parser)
        case "1", "2", "3", "4", "5", "6", "7", "8", "9":
            throw parser.error("references to groups are not supported", at: start)
        case "Z": throw parser.error("\\Z is not supported; \\z is the end of the text", at: start)
        default: break
        }
        if let set = try set(&parser, from: start) { return .set(set) }
        return parser.literal(try scalar(&parser, from: start))
    }

    private static func assertion(_ kind: PatternAssertion, _ parser: inout PatternParser) -> PatternNode {
        parser.position += 1
        return .assertion(kind)
    }

    /// `\d`, `\w`, `\s` and their opposites, all of ASCII; nil if it is none of these.
    static func set(_ parser: inout PatternParser, from start: Int) throws(PatternError) -> ScalarSet? {
        let set: ScalarSet
        switch parser.peek {
        case "d": set = .digit
        case "D": set = ScalarSet.digit.inverted
        case "w": set = .word
        case "W": set = ScalarSet.word.inverted
        case "s": set = .space
        case "S": set = ScalarSet.space.inverted
        case "p", "P": throw parser.error("Unicode classes (\\p) are not supported", at: start)
        default: return nil
        }
        parser.position += 1
        return set
    }

    /// The one character that an escape stands for: `\t`, `\x41`, `\x{1F600}`, `\u00E4` or itself, if it is ASCII and
    /// neither letter nor digit.
    static func scalar(_ parser: inout PatternParser, from start: Int) throws(PatternError) -> Unicode.Scalar {
        guard let escaped = parser.peek else { throw parser.error("a backslash at the end", at: start) }
        parser.position += 1
        switch escaped {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{C}"
        case "v": return "\u{B}"
        case "a": return "\u{7}"
        case "x": return try hexadecimal(&parser, digits: 2, from: start)
        case "u": return try hexadecimal(&parser, digits: 4, from: start)
        default:
            guard escaped.isASCII, !ScalarSet.word.contains(escaped.value) || escaped == "_" else {
                throw parser.error("unknown escape \\\(escaped)", at: start)
            }
            return escaped
        }
    }

    private static func hexadecimal(
        _ parser: inout PatternParser, digits: Int, from start: Int
    ) throws(PatternError) -> Unicode.Scalar {
        let text: ArraySlice<Unicode.Scalar>
        let rest = parser.pattern[parser.position...]
        if digits == 2, rest.first == "{", let close = rest.firstIndex(of: "}") {
            text = rest[(rest.startIndex + 1)..<close]
            parser.position = close + 1
        } else {
            text = rest.prefix(digits)
            parser.position += text.count
        }
        let isWhole = digits == 2 && rest.first == "{" ? (1...6).contains(text.count) : text.count == digits
        guard isWhole, text.allSatisfy({ $0.properties.isASCIIHexDigit }),
            let value = UInt32(String(String.UnicodeScalarView(text)), radix: 16), let scalar = Unicode.Scalar(value)
        else { throw parser.error("not the hexadecimal number of a character", at: start) }
        return scalar
    }
}
