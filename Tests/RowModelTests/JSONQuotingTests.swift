// Texts as JSON, compared with a plain reading of the rules, a character at a time.

import Foundation
import TestSupport
import Testing

@testable import RowModel

@Suite("JSON quoting")
struct JSONQuotingTests {
    private static func plain(_ text: String, _ escapes: JSONQuoting.Escapes) -> String {
        "\"" + text.unicodeScalars.map { scalar -> String in
            let isUnseen = 0x7F...0x9F ~= scalar.value || 0x2028...0x2029 ~= scalar.value
            switch scalar {
            case "\"", "\\": return "\\\(scalar)"
            case "\n" where escapes.contains(.letters): return "\\n"
            case "\r" where escapes.contains(.letters): return "\\r"
            case "\t" where escapes.contains(.letters): return "\\t"
            case _ where scalar.value < 0x20 || isUnseen && escapes.contains(.unseen) || scalar.value == 0xFEFF && escapes.contains(.mark):
                return "\\u" + String(format: "%04x", scalar.value)
            default: return "\(scalar)"
            }
        }.joined() + "\""
    }

    /// What each of those that write JSON asks for.
    private static let styles: [JSONQuoting.Escapes] = [[], .letters, [.letters, .unseen], [.letters, .unseen, .mark], .unseen, .mark]

    @Test("every escape, and none that is not asked for; any reader of JSON gives the text back")
    func text() throws {
        var random = SeededGenerator()
        let alphabet = (0...0x20).map { Unicode.Scalar($0)! } + Array("\"\\/az\u{7E}\u{7F}\u{80}\u{85}\u{9F}\u{A0}\u{BF}\u{C0}é\u{2027}\u{2028}\u{2029}\u{202A}\u{20A8}\u{FEFE}\u{FEFF}\u{FF00}💧".unicodeScalars)
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) { text.unicodeScalars.append(alphabet.randomElement(using: &random)!) }
            for style in Self.styles {
                let quoted = JSONQuoting.quoted(text, escaping: style)
                #expect(Array(quoted.utf8) == Array(Self.plain(text, style).utf8), "WEIR_SEED=\(random.seed) \(style)")
                // (JSONSerialization loses U+FEFF.)
                let read = try JSONDecoder().decode([String].self, from: Data("[\(quoted)]".utf8))
                #expect(read.map { Array($0.utf8) } == [Array(text.utf8)], "WEIR_SEED=\(random.seed) \(style)")
            }
        }
    }

    @Test("bytes that are no UTF-8, or end within a character, are left as they are", arguments: [[0xE2, 0x80], [0xC2], [0xEF, 0xBB], [0xFF, 0x22]])
    func bytes(_ text: [UInt8]) {
        var bytes: [UInt8] = [1]
        text.withUnsafeBytes { JSONQuoting.append($0, escaping: [.letters, .unseen, .mark], to: &bytes) }
        var expected: [UInt8] = [1, 0x22]
        for byte in text { expected += byte == 0x22 ? [0x5C, 0x22] : [byte] }
        expected.append(0x22)
        #expect(bytes == expected)
    }
}
