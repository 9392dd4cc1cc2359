// The text of a regular expression → its tree.

/// Reads the syntax that docs/spec.md documents: what RE2 has of Perl's, without Unicode classes
/// (https://github.com/google/re2/wiki/Syntax).
struct PatternParser {
    /// Most capturing groups.
    static let groupLimit = 100
    /// Deepest nesting of groups.
    private static let depthLimit = 100
    /// Largest number in `{n,m}`.
    private static let countLimit = 1000

    struct Flags {
        var ignoresCase = false
        var dotTakesLineFeed = false
        var anchorsMatchLines = false
    }

    let pattern: [Unicode.Scalar]
    var position = 0
    var flags = Flags()
    private(set) var groupCount = 0
    private var depth = 0

    init(_ pattern: String) {
        self.pattern = Array(pattern.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try alternatives()
        if peek == ")" { throw error("unmatched )") }
        return node
    }

    var peek: Unicode.Scalar? { position < pattern.count ? pattern[position] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    /// - Parameter place: index of the scalar at fault; the one at hand by default.
    func error(_ message: String, at place: Int? = nil) -> PatternError {
        let offset = pattern.prefix(place ?? position).reduce(0) { $0 + UTF8.width($1) }
        return PatternError(message: message, offset: offset)
    }

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        var found = [try sequence()]
        while take("|") { found.append(try sequence()) }
        return found.count == 1 ? found[0] : .alternatives(found)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            let part = try atom()
            parts.append(try repeated(part))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let start = position
        position += 1
        switch pattern[start] {
        case "(": return try group(from: start)
        case "[": return .set(try PatternClassParser.parse(&self, from: start))
        case ".": return .set(flags.dotTakesLineFeed ? .all : .allButLineFeed)
        case "^": return .assertion(flags.anchorsMatchLines ? .lineStart : .textStart)
        case "$": return .assertion(flags.anchorsMatchLines ? .lineEnd : .textEnd)
        case "*", "+", "?": throw error("nothing to repeat", at: start)
        case "{" where (try? countBounds(at: start)) != nil: throw error("nothing to repeat", at: start)
        case "\\": return try PatternEscape.node(&self, from: start)
        default: return literal(pattern[start])
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        let set = ScalarSet(scalar)
        return .set(flags.ignoresCase ? set.withBothCases : set)
    }

    private mutating func group(from start: Int) throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("groups are nested too deep", at: start) }
        let outer = flags
        defer { flags = outer }
        var number: Int?
        if take("?") {
            try groupOptions(from: start)
        } else {
            groupCount += 1
            guard groupCount <= Self.groupLimit else { throw error("more than \(Self.groupLimit) groups", at: start) }
            number = groupCount
        }
        let inner = try alternatives()
        guard take(")") else { throw error("missing ) for this group", at: start) }
        return number.map { .group(inner, number: $0) } ?? inner
    }

    /// Reads what stands between `(?` and `:`, such as the flags of `(?i-s:`.
    private mutating func groupOptions(from start: Int) throws(PatternError) {
        var set = true
        while let next = peek {
            position += 1
            switch next {
            case "i": flags.ignoresCase = set
            case "s": flags.dotTakesLineFeed = set
            case "m": flags.anchorsMatchLines = set
            case "-" where set: set = false
            case ":": return
            case ")":
                throw error("flags for the rest are only possible at the start of the pattern, or as (?i:…)", at: start)
            case "=", "!": throw error("looking ahead is not supported", at: start)
            case "<" where peek == "=" || peek == "!": throw error("looking behind is not supported", at: start)
            case "<", "P", "'": throw error("groups can't be named; they are counted from 1", at: start)
            case ">": throw error("atomic groups are not supported", at: start)
            default: throw error("unknown group option (?\(next)", at: start)
            }
        }
        throw error("missing ) for this group", at: start)
    }

    private mutating func repeated(_ node: PatternNode) throws(PatternError) -> PatternNode {
        var node = node
        var isRepeated = false
        while let next = peek {
            let place = position
            let bounds: (least: Int, most: Int?)
            switch next {
            case "*": bounds = (0, nil)
            case "+": bounds = (1, nil)
            case "?": bounds = (0, 1)
            case "{":
                guard let found = try countBounds(at: place) else { return node }
                bounds = (found.least, found.most)
                position = found.end - 1
            default: return node
            }
            if isRepeated { throw error("nothing to repeat; a repetition of a repetition needs a group", at: place) }
            position += 1
            let isLazy = take("?")
            if peek == "+" { throw error("possessive repetition is not supported") }
            node = .repetition(node, least: bounds.least, most: bounds.most, isLazy: isLazy)
            isRepeated = true
        }
        return node
    }

    /// `{n}`, `{n,}` or `{n,m}`; nil if the brace is an ordinary character.
    private func countBounds(at start: Int) throws(PatternError) -> (least: Int, most: Int?, end: Int)? {
        guard let close = pattern[start...].firstIndex(of: "}") else { return nil }
        let parts = pattern[(start + 1)..<close].split(separator: ",", omittingEmptySubsequences: false)
        let isCount = parts.joined().allSatisfy { ("0"..."9").contains($0) }
        guard parts.count <= 2, !parts[0].isEmpty, isCount else { return nil }
        let numbers = parts.map { part in part.count > 6 ? Int.max : part.reduce(0) { $0 * 10 + Int($1.value - 48) } }
        let least = numbers[0]
        let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : numbers[1]
        guard least <= Self.countLimit, most ?? 0 <= Self.countLimit else {
            throw error("a repetition is counted up to \(Self.countLimit)", at: start)
        }
        if let most, most < least { throw error("the bounds of a repetition are the wrong way round", at: start) }
        return (least, most, close + 1)
    }
}

extension PatternParser {
    /// The flags of a whole pattern, `(?i)` at its very start.
    mutating func leadingFlags() {
        guard pattern.starts(with: ["(", "?"]), let close = pattern.firstIndex(of: ")"), close > 2,
            pattern[2..<close].allSatisfy({ ["i", "s", "m"].contains($0) })
        else { return }
        for flag in pattern[2..<close] {
            switch flag {
            case "i": flags.ignoresCase = true
            case "s": flags.dotTakesLineFeed = true
            default: flags.anchorsMatchLines = true
            }
        }
        position = close + 1
    }
}
