import TestSupport
import Testing

@testable import RowModel

@Suite struct ShellWordTests {
    @Test("a shell takes a word for what it was, whatever is in it")
    func roundTrip() async throws {
        var random = SeededGenerator()
        let scalars = Array("'\"\\ $`*?~#&|;<>()[]{}!=-%\n\tab1é\u{301}😀".unicodeScalars)
        let words = [""] + (0..<300).map { _ in
            var word = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...6, using: &random) { word.append(scalars.randomElement(using: &random)!) }
            return String(word)
        }
        let line = "printf '%s\\0' " + words.map(\.shellWord).joined(separator: " ")
        let end = try await Program.run("/bin/sh", ["-c", line])
        #expect(end.output == words.map { $0 + "\0" }.joined(), "WEIR_SEED=\(random.seed)")
    }

    @Test("and what needs no quotes has none")
    func plain() {
        #expect("--set".shellWord == "--set" && "day=2026-11-19".shellWord == "day=2026-11-19")
        #expect("a b".shellWord == "'a b'" && "it's".shellWord == #"'it'\''s'"#)
    }
}
