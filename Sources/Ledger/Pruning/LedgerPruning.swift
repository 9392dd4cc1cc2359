// What a ledger can do without: entries of runs whose rows were replaced long ago, and pictures of old runs.

import GRDB
import RowModel

/// Takes out of a ledger what no proof needs any more. What makes up a table as it is stays, however old.
public struct LedgerPruning: Sendable, Equatable {
    /// Runs whose entries are gone; they themselves, and their totals, stay.
    public var runs = 0
    public var inputs = 0
    public var rejects = 0
    /// Runs whose samples are gone, those above among them.
    public var sampledRuns = 0

    public init() {}

    /// Prunes a database that no run has. Each run is a transaction of its own, so that what a cut-off pruning leaves is
    /// sound, and the next one goes on.
    ///
    /// - Parameters:
    ///   - days: what ended later than so many days before `now` stays.
    ///   - now: a time as SQLite takes it.
    /// - Returns: nil for a database without a ledger.
    /// - Throws: ``LedgerError``, `DatabaseError`.
    public static func prune(
        _ database: some DatabaseWriter, keepingDays days: Int, now: String = "now"
    ) throws -> LedgerPruning? {
        let candidates: [RunRecord]? = try database.write { db in
            guard try LedgerSchema.exists(in: db) else { return nil }
            try LedgerSchema.checkVersion(db)
            try db.execute(sql: PrunedRuns.table)
            return try PruningCandidates(olderThan: days, now: now, in: db).runs
        }
        guard let candidates else { return nil }
        var pruning = LedgerPruning()
        for run in candidates {
            try database.write { db in try pruning.prune(run, in: db) }
        }
        try database.write { db in try pruning.pruneSamples(olderThan: days, now: now, in: db) }
        return pruning
    }

    private mutating func prune(_ run: RunRecord, in db: Database) throws {
        let reader = LedgerReader(db)
        // One that is not balanced is evidence.
        guard try reader.imbalancedInputs(ofRun: run.id) == 0 else { return }
        try PrunedRuns.insert(reader.totals(of: run), in: db)
        if try LedgerSchema.hasRetries(in: db) {
            try db.execute(
                sql: """
                    DELETE FROM _weir_retried
                    WHERE run_id = ?1 OR reject_id IN (SELECT reject_id FROM _weir_rejects WHERE run_id = ?1)
                    """,
                arguments: [run.id])
        }
        for table in ["_weir_stages", "_weir_displaced"] { _ = try Self.delete(from: table, run.id, in: db) }
        inputs += try Self.delete(from: "_weir_inputs", run.id, in: db)
        rejects += try Self.delete(from: "_weir_rejects", run.id, in: db)
        runs += 1
    }

    private static func delete(from table: String, _ run: Int64, in db: Database) throws -> Int {
        try db.execute(sql: "DELETE FROM \(table) WHERE run_id = ?", arguments: [run])
        return db.changesCount
    }

    /// The measures stay: a row for each run, and what `weir history` has its duration from.
    private mutating func pruneSamples(olderThan days: Int, now: String, in db: Database) throws {
        guard try LedgerSchema.hasMeasures(in: db) else { return }
        let old = """
            run_id IN (SELECT run_id FROM _weir_runs WHERE \(PruningCandidates.isOld))
            """
        sampledRuns = try Int.fetchOne(
            db, sql: "SELECT count(DISTINCT run_id) FROM _weir_samples WHERE \(old)", arguments: [now, days]) ?? 0
        try db.execute(sql: "DELETE FROM _weir_samples WHERE \(old)", arguments: [now, days])
    }
}
