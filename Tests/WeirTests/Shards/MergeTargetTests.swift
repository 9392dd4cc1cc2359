// Where a merge may go.

import Foundation
import TestSupport
import Testing

@Suite("merge targets")
struct MergeTargetTests {
    @Test("it is a file, by whatever name, and none among the shards")
    func names() async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        func merge(_ target: String) async throws -> ProgramEnd { try await shards.folder.weir("merge", "plan.shards", "-o", target) }
        let memory = try await merge(":memory:")
        #expect(memory.exitCode == 64 && memory.errors.contains("what is in memory is gone after the merge"), "\(memory)")
        for name in ["file:all.sqlite?mode=memory", "file::memory:", ":all:"] {
            let end = try await merge(name)
            #expect(end.exitCode == 0, "\(end)")
            try #require(shards.files.exists(name))
            try FileManager.default.moveItem(atPath: shards.files.path(name), toPath: shards.files.path("merged.sqlite"))
            #expect(try await SQLiteShell(shards.files.path("merged.sqlite")).integer("SELECT count(*) > 3000 FROM rows") == 1)
            try shards.files.remove("merged.sqlite")
        }
        for name in ["plan.shards/all.sqlite", "plan.shards/shard-00001.sqlite", "./plan.shards/../plan.shards/new"] {
            let end = try await merge(name)
            #expect(end.exitCode == 64 && end.errors.contains("would be among the shards"), "\(end)")
        }
        #expect(try await shards.prove().exitCode == 0)
    }

    @Test("a folder that has no plan is said to be none of shards")
    func nowhere() async throws {
        let shards = try await ShardedFolder()
        let end = try await shards.folder.weir("merge", "nowhere", "-o", "all.sqlite")
        #expect(end.exitCode == 66 && end.errors.contains("nowhere: has no plan.json"), "\(end)")
    }

    @Test("a merge that was done is there already as long as its rows are", arguments: ["DELETE FROM rows WHERE rowid = 7", "DROP TABLE rows"])
    func isThere(sql: String) async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        #expect(try await shards.merge().exitCode == 0)
        let again = try await shards.merge()
        #expect(again.exitCode == 0 && again.errors.contains("are there already"), "\(again)")
        try await shards.merged.execute(sql)
        let changed = try await shards.merge()
        #expect(changed.exitCode == 1 && changed.errors.contains("it does not balance any more: table \"rows\""), "\(changed)")
        #expect(!changed.errors.contains("are there already"), "\(changed)")
    }

    @Test("a database of a spec is a file too, whatever it is called")
    func specDatabase() async throws {
        let folder = try PipelineFolder(SpecText(database: "\"file::memory:\""), csv: numberedCSV(1...9))
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(folder.files.exists("file::memory:"))
        #expect(try await folder.verifyDeep().exitCode == 0)
    }
}
