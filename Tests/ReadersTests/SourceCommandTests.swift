// How a command is named, and how what it says is cut into lines.

import TestSupport
import Testing

@testable import Readers

@Suite struct SourceCommandTests {
    @Test("a command is shown as one would type it", arguments: [
        (["curl", "-fsS", "https://example.com/a.csv.gz"], "curl -fsS https://example.com/a.csv.gz"),
        (["sh", "-c", "echo it's"], #"sh -c 'echo it'\''s'"#), (["printf", ""], "printf ''"), (["é"], "'é'"),
    ])
    func description(_ arguments: [String], _ text: String) {
        #expect(SourceCommand(arguments, in: "/").description == text)
    }

    @Test("a program is called by its last name")
    func programName() {
        #expect(SourceCommand(["/usr/bin/curl", "x"], in: "/").programName == "curl")
        #expect(SourceCommand(["./fetch"], in: "/").programName == "fetch")
    }

    private static func lines(_ pieces: [[UInt8]]) -> (all: [String], last: [String]) {
        var lines = LastLines()
        var all: [String] = []
        for piece in pieces { all += piece.withUnsafeBytes { lines.add($0) } }
        all += lines.finish()
        return (all, lines.last)
    }

    @Test("lines are the same wherever the bytes are cut")
    func cuts() {
        let text = Array("one\ntwo\r\n\n 10%\r 55%\r100%\nsix é\nseven\neight\nnine".utf8)
        let whole = Self.lines([text])
        #expect(whole.all == ["one", "two", "", "100%", "six é", "seven", "eight", "nine"])
        #expect(whole.last == ["100%", "six é", "seven", "eight", "nine"])
        var random = SeededGenerator()
        for _ in 0..<50 {
            let cut = Int.random(in: 0...text.count, using: &random)
            let parts = Self.lines([Array(text[..<cut]), Array(text[cut...])])
            #expect(parts.all == whole.all && parts.last == whole.last, "seed \(random.seed)")
        }
    }

    @Test("a line without an end takes no more memory than a long one")
    func endless() {
        let lines = Self.lines([[UInt8](repeating: 0x61, count: 3 * LastLines.longestLine + 5)])
        #expect(lines.all.map(\.utf8.count) == [4096, 4096, 4096, 5])
    }
}
