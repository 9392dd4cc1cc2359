// What patterns match, refuse and cost.

import Foundation
import TestSupport
import Testing

@testable import Patterns

/// The groups of the first match, nil for one that took no part; nil without a match.
func groups(_ pattern: String, in text: String) throws -> [String?]? {
    let matcher = PatternMatcher(try Pattern(pattern))
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { bytes in
        let isFound = matcher.find(in: bytes)
        #expect(matcher.matches(bytes) == isFound, "\(pattern) in \(text)")
        guard isFound else { return nil }
        return (0...matcher.pattern.groupCount).map { number in
            matcher.group(number).map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }
}

@Suite struct PatternTests {
    @Test("the first match and its groups", arguments: [
        ("", "abc", [""]), ("b", "abc", ["b"]), ("x", "abc", nil), ("", "", [""]), ("a", "", nil),
        ("a|ab", "ab", ["a"]), ("ab|a", "ab", ["ab"]), ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]),
        ("a*", "aaa", ["aaa"]), ("a*?", "aaa", [""]), ("a+?b", "aab", ["aab"]), ("a{2}", "aaa", ["aa"]),
        ("a{2,}", "aaaa", ["aaaa"]), ("a{1,2}?", "aaa", ["a"]), ("(a)|b", "b", ["b", nil]), ("(?:ab)+", "ababa", ["abab"]),
        ("^b", "ab", nil), ("^a", "ab", ["a"]), ("b$", "ab", ["b"]), ("a$", "a\n", nil), ("(?m)^b$", "a\nb\nc", ["b"]),
        ("\\Ab|c\\z", "bc", ["b"]), ("\\bcat\\b", "a cat.", ["cat"]), ("\\Bat", "cat", ["at"]), ("\\bat", "cat", nil),
        (".", "\n", nil), ("(?s).", "\n", ["\n"]), (".", "ä", ["ä"]), ("^.{2}$", "😀ü", ["😀ü"]),
        ("[a-c]+", "xabcd", ["abc"]), ("[^a-c]+", "abxyc", ["xy"]), ("[]a]+", "a]", ["a]"]), ("[a-]+", "-a", ["-a"]),
        ("[ä-ü]+", "aöü", ["öü"]), ("[^ä]", "ä€", ["€"]), ("[[:digit:][:upper:]]+", "a1B", ["1B"]), ("[\\d_-]+", "x1_-", ["1_-"]),
        ("\\d{3}-\\d+", "x 030-1234", ["030-1234"]), ("\\w+", "é_a1", ["_a1"]), ("\\S+", " ab ", ["ab"]), ("\\D+", "12ab", ["ab"]),
        ("(?i)straße", "STRAßE", ["STRAßE"]), ("(?i)ÄPFEL", "äpfel", ["äpfel"]), ("(?i:a)b", "Ab", ["Ab"]), ("(?i:a)b", "AB", nil),
        ("(?i)[a-c]+", "ABCD", ["ABC"]), ("(?i)[^a]", "Ab", ["b"]), ("\\x41\\x{42}\\u0043", "ABC", ["ABC"]), ("\\.\\*\\\\", "a.*\\", [".*\\"]),
        ("a{,2}", "a{,2}", ["a{,2}"]), ("{", "{", ["{"]), ("a{x}", "a{x}", ["a{x}"]), ("(a*)*", "b", ["", nil]),
        ("(a|b)*", "abab", ["abab", "b"]), ("((a)|b)*", "ab", ["ab", "b", "a"]), ("x*y|x*", "xx", ["xx"]),
    ] as [(String, String, [String?]?)])
    func matches(_ pattern: String, _ text: String, _ expected: [String?]?) throws {
        // What an empty last round of a repeated group leaves in the group is nobody's promise.
        let found = try groups(pattern, in: text)
        if pattern == "(a*)*" { #expect(found?[0] == "") } else { #expect(found == expected) }
    }

    @Test("a text that is no pattern is refused, with the place", arguments: [
        ("a(b", "missing ) for this group", 1), ("ab)", "unmatched )", 2), ("[a", "missing ] for this class", 0),
        ("*a", "nothing to repeat", 0), ("a|+", "nothing to repeat", 2), ("{2}", "nothing to repeat", 0), ("ä**", "nothing to repeat; a repetition of a repetition needs a group", 3),
        ("a{3,2}", "the bounds of a repetition are the wrong way round", 1), ("a{1001}", "a repetition is counted up to 1000", 1),
        ("(a)\\1", "references to groups are not supported", 3), ("a(?=b)", "looking ahead is not supported", 1),
        ("(?<!a)b", "looking behind is not supported", 0), ("(?<n>a)", "groups can't be named; they are counted from 1", 0),
        ("(?>a)", "atomic groups are not supported", 0), ("a++", "possessive repetition is not supported", 2),
        ("\\pL", "Unicode classes (\\p) are not supported", 0), ("\\q", "unknown escape \\q", 0), ("a\\", "a backslash at the end", 1),
        ("[z-a]", "the ends of a range are the wrong way round", 1), ("[\\d-z]", "a range can't begin with a class", 1),
        ("\\xZZ", "not the hexadecimal number of a character", 0), ("\\uD800", "not the hexadecimal number of a character", 0),
        ("(?z)", "unknown group option (?z", 0), ("\\Z", "\\Z is not supported; \\z is the end of the text", 0),
    ])
    func refuses(_ pattern: String, _ message: String, _ offset: Int) {
        #expect(throws: PatternError(message: message, offset: offset)) { try Pattern(pattern) }
    }

    @Test("patterns that grow without bound are refused", arguments: [
        "(a{1000}){1000}", "((((a{10}){10}){10}){10})", String(repeating: "(", count: 200) + String(repeating: ")", count: 200),
        String(repeating: "(a)", count: 101), String(repeating: "()", count: 100) + "a{1000}b{1000}",
    ])
    func tooLarge(_ pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test("a repetition of nothing ends, however often it is asked for")
    func nothing() throws {
        #expect(try groups("((?:){1000}){1000}(?:(?:){1000}){1000}", in: "a") != nil)
        #expect(try groups("(?:a*)*b", in: "aab")?.first == "aab")
    }

    /// By trying again, each of these takes more steps than there are atoms on earth.
    @Test("no text makes a pattern try again", arguments: ["(a*)*b", "(a|a)*b", "(a|aa)+$b", "a*a*a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)x"])
    func hostile(_ pattern: String) throws {
        #expect(try groups(pattern, in: String(repeating: "a", count: 2000)) == nil)
    }

    @Test("bytes that are no UTF-8 are a character of their own")
    func notUTF8() throws {
        for (bytes, pattern, expected) in [
            ([0x61, 0xFF, 0x62], "a.b", 0..<3), ([0xC3, 0x28], ".\\(", 0..<2), ([0xE2, 0x82], "^..$", 0..<2),
            ([0xF0, 0x9F, 0x98, 0x80, 0x80], "\\x{1F600}", 0..<4),
        ] as [([UInt8], String, Range<Int>)] {
            let matcher = PatternMatcher(try Pattern(pattern))
            #expect(bytes.withUnsafeBytes { matcher.find(in: $0) })
            #expect(matcher.group(0) == expected)
        }
    }

    @Test("random patterns find in random texts what ICU finds")
    func agreesWithICU() throws {
        var random = SeededGenerator()
        for _ in 0..<1500 {
            let pattern = RandomPattern.make(depth: 3, using: &random)
            let oracle = try NSRegularExpression(pattern: pattern)
            for _ in 0..<4 {
                let text = String((0..<Int.random(in: 0...8, using: &random)).map { _ in "ab€\n".randomElement(using: &random)! })
                let match = oracle.firstMatch(in: text, range: NSRange(text.startIndex..., in: text))
                let expected = match.map { match in
                    (0..<match.numberOfRanges).map { Range(match.range(at: $0), in: text).map { String(text[$0]) } }
                }
                #expect(try groups(pattern, in: text) == expected, "\(pattern) in \(text.debugDescription), WEIR_SEED=\(random.seed)")
            }
        }
    }

    @Test("any text is a pattern or is refused at a place of it, and any bytes match or do not")
    func anyText() throws {
        var random = SeededGenerator()
        let pieces = Array("()[]{}|*+?^$.\\-:,!<=>&ab19dwsDWSbBAzxuimé\u{1F600}\n\0").map(String.init) + ["[:alpha:]", "(?i)", "{2,3}", "\\x41", "[^"]
        var compiled = 0
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
            let pattern: Pattern
            do {
                pattern = try Pattern(text)
            } catch {
                #expect((0...text.utf8.count).contains(error.offset), "\(text), WEIR_SEED=\(random.seed)")
                continue
            }
            compiled += 1
            let matcher = PatternMatcher(pattern)
            let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) } + text.utf8
            guard bytes.withUnsafeBytes({ matcher.find(in: $0) }) else { continue }
            let whole = try #require(matcher.group(0))
            #expect(whole.upperBound <= bytes.count)
            for number in 0...pattern.groupCount {
                guard let range = matcher.group(number) else { continue }
                #expect(whole.lowerBound <= range.lowerBound && range.upperBound <= whole.upperBound, "\(text), WEIR_SEED=\(random.seed)")
            }
        }
        #expect(compiled > 500)
    }

    @Test("patterns that change from call to call are compiled once each, and the last ones are remembered")
    func cache() throws {
        let cache = PatternCache()
        for round in 0..<3 {
            for number in 0..<100 {
                let pattern = Array("^\(number)$".utf8)
                let text = Array("\(number)".utf8)
                let matcher = try pattern.withUnsafeBytes { try cache.matcher(for: $0) }
                #expect(text.withUnsafeBytes { matcher.matches($0) }, "round \(round)")
            }
        }
        let wrong = Array("(".utf8)
        for _ in 0..<2 {
            #expect(throws: PatternError.self) { try wrong.withUnsafeBytes { _ = try cache.matcher(for: $0) } }
        }
    }
}

/// Patterns of what all engines agree about: nothing that may be empty is repeated, and no letter is beyond ASCII.
enum RandomPattern {
    static func make(depth: Int, using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in sequence(depth: depth, using: &random) }.joined(separator: "|")
    }

    private static func sequence(depth: Int, using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in part(depth: depth, using: &random) }.joined()
    }

    private static func part(depth: Int, using random: inout SeededGenerator) -> String {
        let repetition = ["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?"].randomElement(using: &random)!
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0, 1, 2, 3: return ["a", "b", "€", "."].randomElement(using: &random)! + repetition
        case 4: return ["[ab]", "[^a]", "[b-€]", "\\w", "\\s"].randomElement(using: &random)! + repetition
        case 5: return ["^", "\\b"].randomElement(using: &random)!
        // One character at least, so that the group may be repeated.
        default:
            let inner = make(depth: depth - 1, using: &random)
            let isCounted = Bool.random(using: &random)
            return repetition.isEmpty ? "\(isCounted ? "(" : "(?:")\(inner))" : "(?:[ab](?:\(inner)))\(repetition)"
        }
    }
}
