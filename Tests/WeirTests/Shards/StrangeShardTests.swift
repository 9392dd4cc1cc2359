// What may stand in a shard's place, and is none: it is named, and nobody waits for it.

import Foundation
import TestSupport
import Testing

@Suite("strange shards")
struct StrangeShardTests {
    enum Strange: String, CaseIterable, Sendable {
        case pipe, folder, empty, text, foreignDatabase, ledgerOfTheFuture

        var reason: String {
            switch self {
            case .pipe, .folder: "what is there is no regular file"
            case .empty, .foreignDatabase: "it has no ledger"
            case .text: "file is not a database"
            case .ledgerOfTheFuture: "the ledger in this database has format 99"
            }
        }
    }

    @Test("proof, merge and load say what it is, and leave it alone", arguments: Strange.allCases)
    func strange(_ strange: Strange) async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        try await put(strange, shards)
        let proof = try await shards.prove()
        #expect(proof.exitCode == 1 && proof.output.contains("shard 1: shard-00001.sqlite is not this shard: \(strange.reason)"), "\(proof)")
        let merge = try await shards.merge()
        #expect(
            merge.exitCode == 1 && merge.errors.contains("plan.shards/shard-00001.sqlite: is not this plan's shard: \(strange.reason)"), "\(merge)")
        #expect(!shards.files.exists("all.sqlite"))
        let load = try await shards.load(1)
        #expect(load.exitCode == 73 && load.errors.contains("shard-00001.sqlite: what is there already is not this shard ("), "\(load)")
    }

    private func put(_ strange: Strange, _ shards: ShardedFolder) async throws {
        let path = "plan.shards/shard-00001.sqlite"
        if strange != .ledgerOfTheFuture { try shards.files.remove(path) }
        switch strange {
        case .pipe: _ = try await Program.run("mkfifo", [path], in: shards.files.url)
        case .folder: try FileManager.default.createDirectory(atPath: shards.files.path(path), withIntermediateDirectories: false)
        case .empty: try shards.files.write(path, "")
        case .text: try shards.files.write(path, "<html>not found</html>")
        case .foreignDatabase: try await shards.database(1).execute("CREATE TABLE rows(id, name)")
        case .ledgerOfTheFuture: try await shards.database(1).execute("UPDATE _weir_meta SET value = 99")
        }
    }
}
