// What a database says it is a shard of, and what it has loaded.

import RowModel

/// The runs of a shard's database, for whoever holds them against a plan. Reads only.
public struct ShardLedger: Sendable {
    public struct Run: Sendable {
        public var id: Int64
        public var pipeline: String
        public var table: String
        /// nil for a run that says nothing of a plan.
        public var shard: RunShard?
        public var accounts: [InputAccount]
    }

    public var runs: [Run]

    /// - Throws: ``LedgerError``
    public init(database: String) throws {
        runs = try LedgerFile(ledgerAt: database).read { db in
            let reader = LedgerReader(db)
            let shards = try reader.shards()
            return try reader.runs().map { run in
                Run(
                    id: run.id, pipeline: run.pipeline, table: run.table, shard: shards[run.id],
                    accounts: try reader.accounts(ofRun: run.id))
            }
        }
    }
}
