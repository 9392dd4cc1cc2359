// What has to be sent to a terminal so that some lines stay in one place and change. Pure.

/// Lines at the bottom of what was printed, drawn over again and again. The cursor stands below them, and is hidden
/// only while they are drawn, so that it is there however the process ends.
struct LiveScreen {
    /// Cells of the lines that are on the terminal.
    private var drawn: [Int] = []

    /// Control sequences of ECMA-48, and DEC's for the cursor.
    private static let hideCursor = "\u{1B}[?25l"
    private static let showCursor = "\u{1B}[?25h"
    private static let eraseToEndOfLine = "\u{1B}[K"
    private static let eraseBelow = "\u{1B}[J"

    /// Draws the lines in the place of those before.
    /// - Parameters:
    ///   - lines: each of less than `width` cells, apart from colours.
    ///   - width: cells of a line of the terminal now.
    mutating func draw(_ lines: [(text: String, cells: Int)], width: Int) -> String {
        let text = lines.map { "\($0.text)\(Self.eraseToEndOfLine)\r\n" }.joined()
        let sequence = Self.hideCursor + toTop(width) + text + Self.eraseBelow + Self.showCursor
        drawn = lines.map(\.cells)
        return sequence
    }

    /// Takes the lines away; what is printed next stands in their place.
    mutating func clear(width: Int) -> String {
        guard !drawn.isEmpty else { return "" }
        defer { drawn = [] }
        return toTop(width) + Self.eraseBelow + Self.showCursor
    }

    /// What is drawn stays where it is.
    mutating func letGo() { drawn = [] }

    /// A terminal that has become narrower has broken lines that are too long for it.
    private func toTop(_ width: Int) -> String {
        let rows = drawn.reduce(0) { $0 + max(1, ($1 + width - 1) / max(1, width)) }
        return rows > 0 ? "\r\u{1B}[\(rows)A" : "\r"
    }
}
