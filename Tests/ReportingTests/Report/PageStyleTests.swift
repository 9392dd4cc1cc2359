// Can it be read, in light and dark?

import Foundation
import Testing

@testable import Reporting

@Suite struct PageStyleTests {
    /// The colours of a scheme by name.
    private static func colours(_ scheme: Int) -> [String: String] {
        let blocks = PageStyle.sheet.markup.components(separatedBy: ":root{").dropFirst()
        let block = Array(blocks)[scheme].components(separatedBy: "}")[0]
        return Dictionary(
            uniqueKeysWithValues: block.split(separator: ";").compactMap { rule in
                let parts = rule.split(separator: ":").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                return parts.count == 2 && parts[1].hasPrefix("#") ? (String(parts[0].dropFirst(2)), parts[1]) : nil
            })
    }

    /// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    private static func luminance(_ colour: String) -> Double {
        var digits = String(colour.dropFirst())
        if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
        let channels = stride(from: 0, to: 6, by: 2).map { offset -> Double in
            let pair = digits.dropFirst(offset).prefix(2)
            let value = Double(Int(pair, radix: 16) ?? 0) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    /// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    private static func contrast(_ one: String, _ other: String) -> Double {
        let values = [luminance(one), luminance(other)].sorted()
        return (values[1] + 0.05) / (values[0] + 0.05)
    }

    @Test("text has a contrast of 4.5 : 1 on all that it stands on, in both schemes", arguments: [0, 1])
    func contrast(_ scheme: Int) throws {
        let colours = Self.colours(scheme)
        let everywhere = ["text", "soft", "dropped", "rejected", "updated", "added"]
        let pairs =
            ["page", "panel", "goodpanel", "remarkpanel", "badpanel", "busypanel"].flatMap { ground in
                everywhere.map { ($0, ground) }
            } + ["good", "remark", "bad", "busy"].map { ($0, "\($0)panel") } + [
                ("bad", "page"), ("ignored", "page"), ("rows", "page"),
            ]
        for (text, ground) in pairs {
            let ratio = Self.contrast(
                try #require(colours[text], "\(text)"), try #require(colours[ground], "\(ground)"))
            #expect(ratio >= 4.5, "\(text) on \(ground): \(ratio)")
        }
    }
}
