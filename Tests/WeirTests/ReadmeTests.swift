// What the README shows is what happens.

import Foundation
import TestSupport
import Testing

@Suite("README")
struct ReadmeTests {
    private static let text =
        (try? String(contentsOf: SharedFolder.repository.appending(path: "README.md"), encoding: .utf8)) ?? ""

    /// The lines of the fenced blocks of one kind.
    private static func blocks(_ kind: String) -> [[String]] {
        text.components(separatedBy: "```\(kind)\n").dropFirst().map { rest in
            rest.components(separatedBy: "\n```")[0].components(separatedBy: "\n")
        }
    }

    /// What stands in a console block behind a command, up to the next one; times and speeds, which are never the same, left out.
    private static func output(_ block: [String], after command: String) -> [String] {
        block.drop { !$0.hasPrefix("$ \(command)") }.dropFirst().prefix { !$0.hasPrefix("$ ") }
            .filter { $0 != "…" && !$0.contains(" records/s, ") && !$0.contains("bottleneck: ") }
    }

    private func copy() throws -> PipelineFolder {
        let folder = try PipelineFolder()
        for name in ["pipelines", "sample-data"] {
            try FileManager.default.copyItem(
                at: SharedFolder.repository.appending(path: name), to: folder.files.url.appending(path: name))
        }
        return folder
    }

    @Test("the first run, and the row that is missed")
    func firstRun() async throws {
        let folder = try copy()
        let blocks = Self.blocks("console")
        let run = try await folder.run("pipelines/orders.yaml")
        let shown = Self.output(blocks[0], after: "weir run")
        #expect(shown.count > 10)
        let told = run.errors.components(separatedBy: "\n")
        for line in shown { #expect(told.contains(line), "\(line)") }

        let delete = try #require(blocks[1].first { $0.contains("DELETE") }?.components(separatedBy: "'")[1])
        try await SQLiteShell(folder.files.path("build/orders.sqlite")).execute(delete)
        let verification = try await folder.verify("pipelines/orders.yaml")
        #expect(verification.exitCode == 1)
        let found = verification.output.components(separatedBy: "\n")
        for line in Self.output(blocks[1], after: "weir verify-counts") { #expect(found.contains(line), "\(line)") }
    }

    @Test("the first spec loads and verifies")
    func firstSpec() async throws {
        let folder = try copy()
        let spec = try #require(Self.blocks("yaml").first).joined(separator: "\n")
        try folder.files.write("pipelines/first.yaml", spec)
        let run = try await folder.run("pipelines/first.yaml")
        #expect(run.exitCode == 0, "\(run)")
        #expect(try await folder.verify("pipelines/first.yaml").exitCode == 0)
    }

    @Test("the dirty file, refused and allowed")
    func dirty() async throws {
        let folder = try copy()
        let blocks = Self.blocks("console")
        let allowed = try String(contentsOfFile: folder.files.path("pipelines/dirty.yaml"), encoding: .utf8)
        let strict = allowed.replacing("max: \"10%\"", with: "max: 0")
        #expect(strict != allowed)
        try folder.files.write("pipelines/strict.yaml", strict)
        let refused = try await folder.run("pipelines/strict.yaml")
        #expect(refused.exitCode == 65)
        for line in Self.output(blocks[2], after: "weir run") { #expect(refused.errors.contains(line), "\(line)") }

        #expect(try await folder.run("pipelines/dirty.yaml").exitCode == 0)
        let query = try #require(blocks[3].first?.components(separatedBy: "'")[1])
        let rows = try await SQLiteShell(folder.files.path("build/dirty.sqlite")).rows(query)
        #expect(rows == Array(blocks[3].dropFirst()))
    }
}
