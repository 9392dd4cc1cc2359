// What docs/jobs.md shows is what happens.

import Foundation
import TestSupport
import Testing

@Suite("docs/jobs.md")
struct JobPageTests {
    private static let text =
        (try? String(contentsOf: SharedFolder.repository.appending(path: "docs/jobs.md"), encoding: .utf8)) ?? ""

    /// The console blocks.
    private static let blocks = text.components(separatedBy: "```console\n").dropFirst().map { rest in
        rest.components(separatedBy: "\n```")[0].components(separatedBy: "\n")
    }

    /// Times left out.
    private static func plain(_ line: String) -> String {
        line.replacing(#/ +[0-9]+(\.[0-9]+)? s  /#, with: "").replacing(#/begun .*/#, with: "")
    }

    @Test("the sample job runs as it comes, verifies, and its journal has it")
    func sample() async throws {
        let folder = try PipelineFolder()
        for name in ["pipelines", "sample-data"] {
            try FileManager.default.copyItem(
                at: SharedFolder.repository.appending(path: name), to: folder.files.url.appending(path: name))
        }
        #expect(try await folder.weir("check", "pipelines/nightly.yaml").exitCode == 0)
        let end = try await folder.run("pipelines/nightly.yaml")
        #expect(end.exitCode == 0, "\(end)")
        let told = end.errors.components(separatedBy: "\n").map(Self.plain)
        let shown = Self.blocks[0].dropFirst(2).map(Self.plain)
        #expect(shown.count == 5)
        for line in shown { #expect(told.contains(line), "\(line)") }
        let query = try #require(Self.blocks[1].first?.components(separatedBy: "'")[1])
        #expect(try await SQLiteShell(folder.files.path("build/nightly.sqlite")).rows(query) == Array(Self.blocks[1].dropFirst()))
        #expect(try await folder.verify("pipelines/nightly.yaml").exitCode == 0)
    }
}
