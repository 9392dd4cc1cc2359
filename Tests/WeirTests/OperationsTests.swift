// What docs/operations.md says to do is done as it says.

import Foundation
import TestSupport
import Testing

@Suite("operations")
struct OperationsTests {
    private static func page(_ path: String) throws -> String {
        try String(contentsOf: SharedFolder.repository.appending(path: path), encoding: .utf8)
    }

    /// The commands of a block that has this word behind `sh`.
    private static func commands(_ word: String) throws -> String {
        let parts = try page("docs/operations.md").components(separatedBy: "```sh \(word)\n")
        try #require(parts.count == 2)
        return parts[1].components(separatedBy: "```")[0]
    }

    /// Runs the commands as a person would, with `weir` in the path; the first that fails ends them.
    private func run(_ commands: String, in folder: PipelineFolder) async throws -> ProgramEnd {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let programs = WeirBinary.path.split(separator: "/").dropLast().joined(separator: "/")
        return try await Program.run(
            "/bin/sh", ["-e", "-c", commands], environment: ["PATH": "/\(programs):\(path)"], in: folder.files.url)
    }

    @Test("a back-up brings back what was lost, proved, and the next run loads what came since")
    func backUp() async throws {
        let folder = try PipelineFolder()
        try folder.files.write("in/1.csv", numberedCSV(1...50))
        var spec = SpecText(name: "orders", files: "../in/*.csv", table: "orders", database: "../build/orders.sqlite")
        spec.sink = ["lineage: true"]
        try folder.write(spec, as: "pipelines/orders.yaml")
        let orders = SQLiteShell(folder.files.path("build/orders.sqlite"))
        #expect(try await folder.run("pipelines/orders.yaml").exitCode == 0)
        let backUp = try await run(Self.commands("back-up"), in: folder)
        #expect(backUp.exitCode == 0, "\(backUp)")
        #expect(backUp.output == "ok\n")

        try folder.files.write("in/2.csv", numberedCSV(51...70))
        #expect(try await folder.run("pipelines/orders.yaml").exitCode == 0)
        try await orders.execute("DELETE FROM orders")
        #expect(try await folder.verify("pipelines/orders.yaml").exitCode == 1)
        let restore = try await run(Self.commands("restore"), in: folder)
        #expect(restore.exitCode == 0, "\(restore)")
        #expect(try await orders.integer("SELECT count(*) FROM orders") == 70)
        #expect(try await folder.verifyDeep("pipelines/orders.yaml").exitCode == 0)
    }

    @Test("every exit code of the README has its line among what to do")
    func exitCodes() throws {
        let codes = try ["README.md", "docs/operations.md"].map { page in
            try Set(Self.page(page).components(separatedBy: "\n").compactMap { line in
                (try? /^\| (\d+(?:, \d+)?) \|/.firstMatch(in: line)).map { String($0.1) }
            })
        }
        #expect(codes[0].count >= 10, "\(codes)")
        #expect(codes[0] == codes[1])
    }
}
