// Shards that are not any more what they were when the merge began.

import Foundation
import TestSupport
import Testing

@Suite("shards that change during a merge")
struct MergeMeanwhileTests {
    @Test("a shard that is gone, or another's, when its turn comes ends the merge", arguments: ["append", "upsert"], [false, true])
    func meanwhile(mode: String, isReplaced: Bool) async throws {
        let sink = mode == "append" ? ["commit: { rows: 100 }"] : ["mode: upsert", "key: id", "commit: { rows: 100 }"]
        let shards = try await ShardedFolder(sink: sink)
        // Each shard has inputs of its own, so that none is opened before its turn.
        for (plan, count) in [("plan.json", 3), ("other.json", 40)] {
            let end = try await shards.folder.weir("plan", "spec.yaml", "--shards", "\(count)", "--split", "none", "-o", plan, "--force")
            try #require(end.exitCode == 0, "\(end)")
        }
        try await shards.loadAll()
        // It has no input at all.
        let other = try await shards.folder.weir("run", "spec.yaml", "--plan", "other.json", "--shard", "39")
        try #require(other.exitCode == 0, "\(other)")
        let merge = try RunningProgram(
            WeirBinary.path, ["merge", "plan.shards", "-o", "all.sqlite"], environment: ["WEIR_TEST_COMMIT_DELAY_MS": "4000"],
            in: shards.files.url)
        while merge.isRunning, (try? await shards.merged.integer("SELECT count(*) > 0 FROM rows")) != 1 {}
        let last = shards.files.path("plan.shards/shard-00002.sqlite")
        try FileManager.default.moveItem(atPath: last, toPath: shards.files.path("kept.sqlite"))
        if isReplaced { try FileManager.default.moveItem(atPath: shards.files.path("other.shards/shard-00039.sqlite"), toPath: last) }
        let end = await merge.wait()
        #expect(end.exitCode == (isReplaced ? 1 : 66), "\(end)")
        #expect(end.errors.contains(isReplaced ? "is not what it was when the merge began" : "and is gone"), "\(end)")
        try shards.writeMergedSpec()
        #expect(try await shards.folder.weir("verify-counts", "all.yaml").exitCode == 1)

        if isReplaced { try FileManager.default.removeItem(atPath: last) }
        try FileManager.default.moveItem(atPath: shards.files.path("kept.sqlite"), toPath: last)
        #expect(try await shards.folder.run().exitCode == 0)
        let again = try await shards.merge()
        #expect(again.exitCode == 0 && again.errors.contains("were committed by an earlier attempt"), "\(again)")
        try await shards.expectSameAsOneMachine()
        #expect(try await shards.verifyMerged().exitCode == 0)
    }
}
