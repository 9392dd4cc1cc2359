// What a merge says of rows that the table will not have.

import Foundation
import TestSupport
import Testing

@Suite("rows that a merge can't put in")
struct MergeRefusalTests {
    @Test("a row that the table refuses for another reason than a second one like it is said to be refused for that", arguments: [
        ("id INTEGER CHECK (id < 900), name TEXT", "CHECK constraint failed", "the table takes no such row"),
        ("id INTEGER, name TEXT UNIQUE", "UNIQUE constraint failed", "another shard, or the table before, has such a row"),
    ])
    func refused(columns: String, what: String, why: String) async throws {
        let shards = try await ShardedFolder()
        try await shards.loadAll()
        try await shards.merged.execute("CREATE TABLE rows(\(columns)); INSERT INTO rows SELECT 1, name FROM (\(Self.anyName(shards)))")
        let end = try await shards.merge()
        #expect(end.exitCode == 65 && end.errors.contains(what) && end.errors.contains(why), "\(end)")
    }

    private static func anyName(_ shards: ShardedFolder) -> String {
        "SELECT 'näme 1 ' || '\(String(repeating: "x", count: 100))' AS name"
    }
}
