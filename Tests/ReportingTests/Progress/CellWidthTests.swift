// Room on a terminal.

import Testing

@testable import Reporting

@Suite struct CellWidthTests {
    @Test(
        "characters take the cells they take",
        arguments: [
            ("orders", 6), ("Größe", 5), ("注文", 4), ("e\u{301}", 1), ("🔔", 2), ("ｆｕｌｌ", 8), ("half ﾊ", 6), ("█░→…", 4),
            ("", 0),
            ("한국", 4), ("☕", 2),
        ])
    func cells(text: String, cells: Int) {
        #expect(text.cells == cells)
    }

    @Test("a text is cut to the cells there are, at its end or at its front")
    func truncation() {
        #expect("events.csv".truncated(toCells: 10) == "events.csv")
        #expect("events.csv".truncated(toCells: 7) == "events…")
        #expect("events.csv".truncatedAtFront(toCells: 7) == "…ts.csv")
        #expect("注文書".truncated(toCells: 4) == "注…", "half a character is none")
        #expect("注文書".truncatedAtFront(toCells: 4) == "…書")
        #expect(
            "ab".truncated(toCells: 1) == "…" && "ab".truncated(toCells: 0) == ""
                && "ab".truncatedAtFront(toCells: 0) == "")
        #expect("注".padded(toCells: 4) == "注  ")
    }
}
