// What a database is a shard of.

import GRDB

extension LedgerReader {
    /// Of which shard of which plan each run of the database is; empty for a database that is no shard.
    public func shards() throws -> [Int64: RunShard] {
        guard try LedgerSchema.hasShard(in: db) else { return [:] }
        var shards: [Int64: RunShard] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT run_id, plan, shard, shards FROM _weir_shard") {
            shards[Int64(try integer(row, "run_id"))] = RunShard(
                plan: try text(row, "plan"), shard: try count(row, "shard"), shards: try count(row, "shards"))
        }
        return shards
    }
}
