// The last runs beside each other.

import Ledger
import RowModel

/// One number of the last runs, oldest first, as bars; the run that the page is about is the last one.
struct TrendChart {
    struct Entry: Equatable {
        var run: Int64
        var status: RunStatus
        var startedAt: String
        /// nil: not known.
        var value: Double?
    }

    var title: String
    var entries: [Entry]
    var unit: NumberScale.Unit
    /// Of the complete runs before this one that have read something; nil where there are too few.
    var median: Double?
    /// How far from the median is still usual, 0…1.
    var tolerance: Double?

    private static let width = 420.0
    private static let height = 150.0
    private static let left = 66.0
    private static let right = 14.0
    private static let top = 20.0
    private static let bottom = 24.0

    func figure(text: (Double) -> String) -> HTML {
        let upper = median.map { $0 * (1 + (tolerance ?? 0)) } ?? 0
        let scale = NumberScale(to: max(entries.compactMap(\.value).max() ?? 0, upper), unit, steps: 3)
        let pitch = (Self.width - Self.left - Self.right) / Double(max(entries.count, 10))
        let bars: [HTML] = entries.enumerated().map { bar($1, at: $0, pitch, scale, text) }
        let marks: [HTML] = scale.marks.map { mark in
            """
            <path class="rule" d="M\(Self.left) \(Self.y(mark, scale))H\(Self.width - Self.right)"/>\
            <text x="\(Self.left - 7)" y="\(Self.y(mark, scale) + 4)" text-anchor="end">\(scale.text(mark))</text>

            """
        }
        return """
            <figure class="chart trend"><figcaption>\(title)</figcaption>
            <svg viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-label="\(summary(text))">
            \(marks)\(usual(scale))\(bars)</svg></figure>
            """
    }

    private static func y(_ value: Double, _ scale: NumberScale) -> Double {
        height - bottom - value / scale.top * (height - top - bottom)
    }

    private func bar(
        _ entry: Entry, at position: Int, _ pitch: Double, _ scale: NumberScale, _ text: (Double) -> String
    ) -> HTML {
        let isCurrent = position == entries.count - 1
        let x = Self.left + (Double(position) + 0.5) * pitch
        let value = entry.value ?? 0
        let y = Self.y(value, scale)
        let width = min(26, pitch * 0.72)
        let look = "\(entry.status == .complete ? "complete" : "failed")\(isCurrent ? " current" : "")"
        let isNumbered = isCurrent || entries.count <= 15 || position % 5 == 0 && position < entries.count - 2
        let emphasis: HTML? = isCurrent ? " class=\"current\"" : nil
        let number: HTML? =
            isNumbered
            ? "<text x=\"\(x)\" y=\"\(Self.height - 8)\" text-anchor=\"middle\"\(emphasis)>\(entry.run)</text>" : nil
        let failed: HTML? =
            entry.status == .complete
            ? nil : "<text class=\"bad\" x=\"\(x)\" y=\"\(y - 4)\" text-anchor=\"middle\">✗</text>"
        let what = entry.value.map(text) ?? "not known"
        return """
            <g><title>run \(entry.run), \(entry.startedAt.shortTime), \(entry.status.rawValue): \(what)</title>\
            <rect class="\(look)" x="\(x - width / 2)" y="\(y)" width="\(width)" \
            height="\(max(1, Self.height - Self.bottom - y))"/>\
            \(failed)\(number)</g>

            """
    }

    private func usual(_ scale: NumberScale) -> HTML? {
        guard let median else { return nil }
        let y = Self.y(median, scale)
        let right = Self.width - Self.right
        var band: HTML = ""
        if let tolerance {
            let (upper, lower) = (
                Self.y(median * (1 + tolerance), scale), Self.y(median * max(0, 1 - tolerance), scale)
            )
            band = """
                <rect class="usual" x="\(Self.left)" y="\(upper)" width="\(right - Self.left)" \
                height="\(lower - upper)"/>
                """
        }
        return "\(band)<path class=\"median\" d=\"M\(Self.left) \(y)H\(right)\"><title>median</title></path>"
    }

    private func summary(_ text: (Double) -> String) -> String {
        let last = entries.last?.value.map(text) ?? "not known"
        let usual = median.map { "; median of those before: \(text($0))" } ?? ""
        return "\(title) of the last \(entries.count.counted("run")). This run: \(last)\(usual)"
    }
}

extension String {
    /// `2026-11-21T02:00:07.428Z` as `2026-11-21 02:00:07 UTC`; anything else as it is.
    var shortTime: String {
        guard utf8.count >= 20, utf8.last == UInt8(ascii: "Z"), utf8.allSatisfy({ $0 < 0x80 }) else { return self }
        return prefix(19).replacing("T", with: " ") + " UTC"
    }
}
