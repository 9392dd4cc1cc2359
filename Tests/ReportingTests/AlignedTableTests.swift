// Tables and texts for a terminal.

import Testing

@testable import Reporting

@Suite struct AlignedTableTests {
    @Test("cells are padded to their column, numbers to the right, and no line ends in blanks")
    func aligned() {
        var table = AlignedTable([.left, .right, .left])
        table.add(["decode", "1,000", ""])
        table.add(["x", "7", "2 rejected"])
        #expect(table.lines() == ["  decode  1,000", "  x           7  2 rejected"])
        #expect(table.lines(indent: "") == ["decode  1,000", "x           7  2 rejected"])
    }

    @Test("a table without rows has no lines")
    func empty() {
        #expect(AlignedTable([.left]).lines() == [])
    }

    @Test("what could move a cursor or change a colour is spelled out", arguments: [
        ("plain ü 😀", "plain ü 😀"), ("a\tb\nc", "a\tb\nc"), ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\rb", "a\\u{d}b"),
        ("\u{7}\u{8}", "\\u{7}\\u{8}"), ("\u{7F}\u{9B}31m", "\\u{7f}\\u{9b}31m"), ("\0", "\\u{0}"),
    ])
    func terminalSafe(_ text: String, _ expected: String) {
        #expect(text.terminalSafe == expected)
    }
}
