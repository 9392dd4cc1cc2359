// `[a-z]`: a class of characters.

enum PatternClassParser {
    /// The parser is behind the opening bracket, and then behind the closing one.
    static func parse(_ parser: inout PatternParser, from start: Int) throws(PatternError) -> ScalarSet {
        let isNegated = parser.take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while true {
            guard let next = parser.peek else { throw parser.error("missing ] for this class", at: start) }
            // A ] that comes first is an ordinary character.
            if next == "]", !isFirst { break }
            isFirst = false
            ranges += try member(&parser, from: start)
        }
        parser.position += 1
        var set = ScalarSet(ranges)
        if parser.flags.ignoresCase { set = set.withBothCases }
        return isNegated ? set.inverted : set
    }

    private static func member(
        _ parser: inout PatternParser, from start: Int
    ) throws(PatternError) -> [ClosedRange<UInt32>] {
        let place = parser.position
        var found = try named(&parser)
        if found == nil { found = try escapedSet(&parser) }
        if let set = found {
            if parser.peek == "-", !isClosing(parser.position + 1, parser) {
                throw parser.error("a range can't begin with a class", at: place)
            }
            return set.allRanges
        }
        let first = try scalar(&parser, from: start)
        guard parser.peek == "-", !isClosing(parser.position + 1, parser) else { return [first.value...first.value] }
        parser.position += 1
        if try escapedSet(&parser) != nil { throw parser.error("a range can't end with a class", at: place) }
        let last = try scalar(&parser, from: start)
        guard first <= last else { throw parser.error("the ends of a range are the wrong way round", at: place) }
        return [first.value...last.value]
    }

    private static func isClosing(_ position: Int, _ parser: PatternParser) -> Bool {
        position >= parser.pattern.count || parser.pattern[position] == "]"
    }

    /// `[:alpha:]`
    private static func named(_ parser: inout PatternParser) throws(PatternError) -> ScalarSet? {
        let rest = parser.pattern[parser.position...]
        guard rest.starts(with: ["[", ":"]) else { return nil }
        let name = rest.dropFirst(2).prefix { $0 != ":" && $0 != "]" }
        guard parser.pattern[name.endIndex...].starts(with: [":", "]"]) else { return nil }
        let isNegated = name.first == "^"
        let word = String(String.UnicodeScalarView(isNegated ? name.dropFirst() : name))
        guard let set = ScalarSet.named[word] else {
            let known = ScalarSet.named.keys.sorted().joined(separator: ", ")
            throw parser.error("unknown class [:\(word):]; classes are \(known)")
        }
        parser.position = name.endIndex + 2
        return isNegated ? set.inverted : set
    }

    private static func escapedSet(_ parser: inout PatternParser) throws(PatternError) -> ScalarSet? {
        guard parser.peek == "\\" else { return nil }
        let start = parser.position
        parser.position += 1
        let set = try PatternEscape.set(&parser, from: start)
        if set == nil { parser.position = start }
        return set
    }

    private static func scalar(_ parser: inout PatternParser, from start: Int) throws(PatternError) -> Unicode.Scalar {
        guard let next = parser.peek else { throw parser.error("missing ] for this class", at: start) }
        let place = parser.position
        parser.position += 1
        return next == "\\" ? try PatternEscape.scalar(&parser, from: place) : next
    }
}
