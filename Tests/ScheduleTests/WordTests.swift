import Foundation
import TestSupport
import Testing

@testable import Schedule

@Suite("words in units and crontabs")
struct WordTests {
    /// Words that hold what means something to systemd, to cron or to a shell.
    private func words(_ generator: inout SeededGenerator, controls: Bool) -> [String] {
        let scalars = Array(("aZ09 %$\\\"'`;&|<>(){}[]*?!#~-_./:=,@+^é漢" + (controls ? "\n\t\u{1}\u{7F}" : "")).unicodeScalars)
        return (0..<Int.random(in: 1...6, using: &generator)).map { _ in
            String(String.UnicodeScalarView((0..<Int.random(in: 0...12, using: &generator)).map { _ in
                scalars.randomElement(using: &generator)!
            }))
        }
    }

    @Test("systemd finds the words that were written")
    func systemd() {
        var generator = SeededGenerator()
        for _ in 0..<2000 {
            let words = self.words(&generator, controls: true)
            let line = words.map(\.systemdArgument).joined(separator: " ")
            #expect(!line.contains { $0.isNewline })
            #expect(systemdWords(line) == words, "\(line) (seed \(generator.seed))")
            let paths = words.map(\.systemdWord).joined(separator: " ")
            #expect(systemdWords(paths, variables: false) == words, "\(paths) (seed \(generator.seed))")
        }
    }

    @Test(
        "as a person would write them",
        arguments: [
            ("/data/in", "/data/in"), ("day=2026-11-18", "day=2026-11-18"), ("a b", "\"a b\""), ("100%", "100%%"),
            ("$HOME", "$$HOME"), ("", "\"\""), ("say \"hi\"", "\"say \\\"hi\\\"\""), (";", "\";\""),
        ])
    func examples(_ word: String, _ written: String) {
        #expect(word.systemdArgument == written)
    }

    /// What Debian's cron hands to the shell: the line up to the first `%` without a backslash, and nothing taken out.
    private func debianCron(_ line: String) -> String {
        cron(line, takesBackslashes: false)
    }

    /// What cronie does: `\%` becomes `%`, and `\\` becomes `\`.
    private func cronie(_ line: String) -> String {
        cron(line, takesBackslashes: true)
    }

    private func cron(_ line: String, takesBackslashes: Bool) -> String {
        var command = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in line.unicodeScalars {
            if isEscaped {
                if takesBackslashes, scalar == "%" || scalar == "\\" { command.removeLast() }
                isEscaped = false
            } else if scalar == "%" {
                break
            } else {
                isEscaped = scalar == "\\"
            }
            command.append(scalar)
        }
        return String(command)
    }

    @Test("a shell behind either cron finds the words that were written")
    func crontab() async throws {
        var generator = SeededGenerator()
        for _ in 0..<25 {
            let words = (0..<20).flatMap { _ in self.words(&generator, controls: false) }
            let line = (["printf", "<%s>\\n"] + words).map(\.crontabWord).joined(separator: " ")
            for command in [debianCron(line), cronie(line)] {
                let end = try await Program.run("/bin/sh", ["-c", command])
                #expect(end.output == words.map { "<\($0)>\n" }.joined(), "\(line) (seed \(generator.seed))")
            }
        }
    }
}
