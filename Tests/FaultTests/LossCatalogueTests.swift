// Every loss of the catalogue is found by what the catalogue says, and named; and the page lists just these.

import Foundation
import TestSupport
import Testing

@Suite("the catalogue of silent losses")
struct LossCatalogueTests {
    @Test("a loss is found, and its culprit named", arguments: Loss.all)
    func found(_ loss: Loss) async throws {
        let folder = try await loss.scene.folder(more: loss.more)
        try await loss.act(folder)
        if try await checkShards(loss, folder) { return }
        if loss.finder == .run || loss.scene.isBeforeRun || loss.runsAgain {
            let end = try await folder.run(environment: loss.fault.map { ["WEIR_TEST_FAULT": $0] } ?? [:])
            guard loss.finder != .run else {
                checkNamed(loss, end)
                if loss.fault != nil { try await checkNeverBalanced(folder) }
                return
            }
            try #require(end.exitCode == 0, "\(end)")
        }
        let counts = try await folder.verify()
        guard loss.finder != .verifyCounts else { return checkNamed(loss, counts) }
        #expect(counts.exitCode == 0, "\(counts)")
        let deep = try await folder.verifyDeep()
        guard loss.finder == .nothing else { return checkNamed(loss, deep) }
        #expect(deep.exitCode == 0, "the catalogue says that nothing finds it; something does: \(deep)")
    }

    /// Asks whoever looks at shards, up to the one who finds the loss.
    /// - Returns: whether that is all; else they are merged now.
    private func checkShards(_ loss: Loss, _ folder: PipelineFolder) async throws -> Bool {
        switch (loss.scene, loss.finder) {
        case (.verdicts, .nothing):
            let end = try await folder.prove("--verdicts", "verdicts")
            #expect(end.exitCode == 0, "the catalogue says that nothing finds it; something does: \(end)")
        case (.verdicts, _): checkNamed(loss, try await folder.prove("--verdicts", "verdicts"))
        case (.shards, .proof): checkNamed(loss, try await folder.prove())
        case (.shards, .merge): checkNamed(loss, try await folder.weir("merge", "plan.shards", "-o", "out.sqlite"))
        case (.shards, .deepProof):
            let counts = try await folder.prove()
            #expect(counts.exitCode == 0, "\(counts)")
            checkNamed(loss, try await folder.prove("--deep"))
        case (.shards, _):
            try await folder.succeed("merge", "plan.shards", "-o", "out.sqlite")
            return false
        default: return false
        }
        return true
    }

    private func checkNamed(_ loss: Loss, _ end: ProgramEnd) {
        #expect(end.exitCode != 0 && !end.wasKilled, "\(end)")
        #expect((end.output + end.errors).contains(loss.says), "\(end)")
        #expect(!end.output.contains("balanced: every record is accounted for"), "\(end)")
    }

    /// What a run that found a fault has committed must be sound, or be known not to be.
    private func checkNeverBalanced(_ folder: PipelineFolder) async throws {
        let again = try await folder.run()
        let deep = try await folder.verifyDeep()
        if again.exitCode == 0 {
            #expect(deep.exitCode == 0, "\(deep)")
            let rows = try await folder.database.text("SELECT count(*), count(DISTINCT id) FROM rows")
            #expect(rows == "\(Loss.Scene.rows)|\(Loss.Scene.rows)", "\(again)")
        } else {
            #expect(deep.exitCode == 1, "\(again)\n\(deep)")
        }
    }

    @Test("docs/loss-catalogue.md lists these losses and no others (WEIR_REWRITE_CATALOGUE=1 writes it)")
    func page() throws {
        let file = SharedFolder.repository.appending(path: "docs/loss-catalogue.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: LossPage.mark))
        if ProcessInfo.processInfo.environment["WEIR_REWRITE_CATALOGUE"] == "1" {
            try (text[..<start.upperBound] + LossPage.chapters).write(to: file, atomically: true, encoding: .utf8)
            return
        }
        #expect(text[start.upperBound...] == LossPage.chapters)
    }
}
