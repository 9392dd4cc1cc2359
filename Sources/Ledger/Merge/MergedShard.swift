// Which shards a run has brought together, and of which plan.

import GRDB

/// A shard whose rows a run has taken into its table, as it stands in `_weir_merged`. Noted in the transaction of its first
/// rows, and kept as the run's provenance.
public struct MergedShard: Sendable, Equatable {
    public var shard: Int
    /// Digest of the plan that it is a shard of.
    public var plan: String
    /// Where it was found.
    public var folder: String
    /// ``InputRecord/index`` of the plan's first input in this run; the others follow in the plan's order.
    public var firstInput: Int
    /// The seal of its own run.
    public var seal: String

    public init(shard: Int, plan: String, folder: String, firstInput: Int, seal: String) {
        self.shard = shard
        self.plan = plan
        self.folder = folder
        self.firstInput = firstInput
        self.seal = seal
    }

    static let table = "_weir_merged"

    /// Only a database that shards were brought together in has it.
    static let schema = """
        CREATE TABLE IF NOT EXISTS _weir_merged(
          run_id INTEGER NOT NULL,
          shard INTEGER NOT NULL,
          plan TEXT NOT NULL,
          folder TEXT NOT NULL,
          first_input INTEGER NOT NULL,
          shard_seal TEXT NOT NULL,
          PRIMARY KEY (run_id, shard)
        ) WITHOUT ROWID
        """
}

extension LedgerWriter {
    /// Makes room for what ``note(_:in:)`` notes.
    public static func prepareForShards(in db: Database) throws { try db.execute(sql: MergedShard.schema) }

    /// Notes that rows of a shard are taken, unless that is noted.
    public func note(_ shard: MergedShard, in db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO _weir_merged(run_id, shard, plan, folder, first_input, shard_seal)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [runID, shard.shard, shard.plan, shard.folder, shard.firstInput, shard.seal])
    }
}

extension LedgerReader {
    /// The shards that a run has taken rows of, in order.
    public func mergedShards(ofRun run: Int64) throws -> [MergedShard] {
        guard try LedgerSchema.hasMerged(in: db) else { return [] }
        return try Row.fetchAll(
            db,
            sql: "SELECT shard, plan, folder, first_input, shard_seal FROM _weir_merged WHERE run_id = ? ORDER BY shard",
            arguments: [run]
        ).map { row in
            MergedShard(
                shard: try count(row, "shard"), plan: try text(row, "plan"), folder: try text(row, "folder"),
                firstInput: try count(row, "first_input"), seal: try text(row, "shard_seal"))
        }
    }

    /// The run by which the shards of a plan have come into a table whole, if they are in it as it is now.
    /// - Parameter plan: the plan's digest.
    public func run(thatMerged plan: String, into table: String) throws -> RunRecord? {
        guard try LedgerSchema.hasMerged(in: db) else { return nil }
        return try LedgerHistory(runs(into: table)).contributing.last { run in
            guard run.status == .complete, run.mergedFrom != nil else { return false }
            return try mergedShards(ofRun: run.id).contains { $0.plan == plan }
        }
    }
}
