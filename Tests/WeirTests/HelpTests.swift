// What every verb says of itself.

import Foundation
import TestSupport
import Testing

@Suite("help")
struct HelpTests {
    private struct Dump: Decodable {
        struct Command: Decodable {
            var commandName: String
            var superCommands: [String]?
            var subcommands: [Command]?

            /// Its own words and those of all below it.
            var calls: [[String]] {
                [(superCommands ?? []) + [commandName]] + (subcommands ?? []).flatMap(\.calls)
            }
        }
        var command: Command
    }

    @Test("every verb's help says what it does, with an example of itself and nothing that a manual page would lose")
    func examples() async throws {
        let dump = try await WeirBinary.run(["--experimental-dump-help"]).output
        let calls = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command.calls
        let verbs = calls.filter { $0.last != "help" }
        #expect(verbs.count >= 12, "\(calls)")
        #expect(verbs.contains(["weir", "rejects", "retry"]) && verbs.contains(["weir", "schedule"]), "\(verbs)")
        for verb in verbs {
            let help = try await WeirBinary.run(verb.dropFirst() + ["--help"])
            #expect(help.exitCode == 0, "\(verb): \(help)")
            let words = help.output.split(whereSeparator: \.isWhitespace)
            let example = try #require(words.firstIndex(of: "Example:"), "\(verb): \(help.output)")
            #expect(words[(example + 1)...].starts(with: verb.map { $0[...] }), "\(verb): \(help.output)")
            #expect(help.output.utf8.allSatisfy { $0 < 0x80 }, "\(verb): \(help.output)")
        }
    }
}
