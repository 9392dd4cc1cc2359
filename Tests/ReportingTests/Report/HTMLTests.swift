// Text on its way into markup.

import TestSupport
import Testing

@testable import Reporting

@Suite struct HTMLTests {
    @Test("whatever a text holds, it has no character that is markup, none that is not seen, and can be read back")
    func escaping() {
        var random = SeededGenerator()
        for _ in 0..<2000 {
            let text = Hostile.text(&random)
            let markup = ("\(text)" as HTML).markup
            #expect(!markup.contains { "<>\"'".contains($0) }, "\(text.debugDescription), seed \(random.seed)")
            let isVisible = markup.unicodeScalars.allSatisfy {
                ![.control, .format, .lineSeparator, .paragraphSeparator, .unassigned].contains(
                    $0.properties.generalCategory)
            }
            #expect(isVisible, "\(text.debugDescription), seed \(random.seed)")
            #expect(Self.read(markup) == Self.spelt(text), "\(text.debugDescription), seed \(random.seed)")
        }
    }

    @Test("a text that has lines keeps them, and nothing else that can't be seen")
    func lines() {
        #expect(("\(lines: "a\n\tb\r\u{0}<")" as HTML).markup == "a\n\tb\\u{d}\\u{0}&lt;")
        #expect(("\("a\nb")" as HTML).markup == "a\\u{a}b")
    }

    @Test("markup that is put into markup stays what it is")
    func nesting() {
        let inner: HTML = "<b>\("<")</b>"
        #expect(
            ("<p>\(inner)\([inner, inner])\(nil as HTML?)</p>" as HTML).markup
                == "<p><b>&lt;</b><b>&lt;</b><b>&lt;</b></p>")
    }

    @Test(
        "coordinates have two decimals, and are numbers whatever they were made of",
        arguments: [
            (1.0, "1"), (0.005, "0.01"), (-2.5, "-2.5"), (1e300, "1000000000"), (1.0 / 3, "0.33"),
        ])
    func coordinates(_ value: Double, _ expected: String) {
        #expect(("\(value)" as HTML).markup == expected)
    }

    /// What a browser reads.
    private static func read(_ markup: String) -> String {
        markup.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    private static func spelt(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            let hidden: [Unicode.GeneralCategory] = [
                .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
            ]
            return hidden.contains(scalar.properties.generalCategory)
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined()
    }
}
