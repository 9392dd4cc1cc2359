// All that verify-counts needs from the ledger, read in one go.

import GRDB

/// What the ledger says of one pipeline and table, at one moment.
struct StoredCounts {
    struct Run {
        var record: RunRecord
        var accounts: [InputAccount]
        /// Kept rejects by input and stage.
        var rejects: [Int: [Int: Int]]
        /// Rejects that a later run has retried, by input.
        var retried: [Int: Int]
        /// Of inputs that are retried rejects, out of the ledger itself.
        var recounts: [Int: Recount]
        var isSealIntact: Bool
        /// In what it differs from the runs that it was committed together with.
        var differences: [String]

        /// Rows that the table has more since the run began.
        var gained: Int { accounts.reduce(0) { $0 + $1.gained } }
    }

    /// Runs that make up the table as it is now, oldest first.
    var runs: [Run] = []
    /// The newest run, if it was to replace the table and did not end well: the table is not its work.
    var failedReplace: RunRecord?
    /// What has to be asked of the table.
    let table: TableVerification
    /// Inputs whose rows have made room for what the input holds now, with the run that saw to it.
    var reloaded: [Int: Int64] = [:]
    /// Entries that no run in the ledger owns: somebody removed the run.
    var orphans: [String]
    /// Whether files are to be counted again.
    var recounting = true

    /// - Throws: ``LedgerError``, `DatabaseError`.
    init(of pipeline: String, table: String, path: String, deep: Bool, in db: Database) throws {
        guard try LedgerSchema.exists(in: db) else { throw LedgerError.noLedger(path: path) }
        try LedgerSchema.checkVersion(db)
        let reader = LedgerReader(db)
        let records = try reader.runs(into: table)
        orphans = try Self.orphans(in: db)
        guard records.contains(where: { $0.pipeline == pipeline }) else {
            // With no run left there is no report to put them into.
            guard orphans.isEmpty else { throw LedgerError.malformed(orphans.joined(separator: "; ")) }
            throw LedgerError.noRun(path: path, pipeline: pipeline, table: table)
        }
        if let last = records.last(where: { $0.pipeline == pipeline }), last.status == .undone {
            orphans.append("run \(last.id) did not end well and was undone, and none has followed it; run the pipeline")
        }
        let history = LedgerHistory(records)
        if let failed = history.failedLast, !history.contributing.contains(failed) { failedReplace = failed }
        let contributing = try history.contributing.map { try Self.run($0, reader, db) }
        // Its rows count for nothing, so it has to be true that there are none.
        for run in records where try run.status == .undone && Seal.compute(run: run.id, in: db) != run.seal {
            orphans.append("run \(run.id): its entries in the ledger have been changed since it was undone (the seal does not fit)")
        }
        orphans += try Self.missingRuns(from: history, in: db)
        orphans += try RetryVerification(db).problems()
        self.table = TableVerification(table: table, runs: contributing, rowsBefore: history.rowsBefore, isDeep: deep)
        for run in contributing {
            for displacement in run.accounts.flatMap(\.displaced) where displacement.reason == .reloaded {
                if let input = displacement.earlierInput { reloaded[input] = run.record.id }
            }
            // A run that failed without leaving a row is history once a later one ended well.
            if run.record.status != .complete, run.gained == 0, run.record != records.last { continue }
            runs.append(run)
        }
    }

    /// The inputs whose files can be counted again, and have to hold what they held.
    var inputsToRecount: [(place: InputRecounts.Place, record: InputRecord)] {
        guard recounting else { return [] }
        return runs.enumerated().flatMap { position, run in
            run.accounts.map(\.input).enumerated().map { (InputRecounts.Place(run: position, input: $0), $1) }
        }.filter { _, input in reloaded[input.index] == nil && input.reading.isRepeatable }
    }

    /// Runs are numbered without a gap, and what one has loaded would else look like rows that were there before.
    /// Those before the table was replaced don't matter any more.
    private static func missingRuns(from history: LedgerHistory, in db: Database) throws -> [String] {
        let start = history.contributing.first { $0.replaces }?.id ?? 1
        let missing = try Int64.fetchAll(
            db,
            sql: """
                WITH RECURSIVE number(run_id) AS (
                  SELECT ?1 UNION ALL SELECT run_id + 1 FROM number WHERE run_id < (SELECT max(run_id) FROM _weir_runs))
                SELECT run_id FROM number
                WHERE NOT EXISTS (SELECT 1 FROM _weir_runs AS run WHERE run.run_id = number.run_id) LIMIT 10
                """,
            arguments: [start])
        return missing.map { "run \($0) is gone from the ledger; what it had loaded can't be told any more" }
    }

    private static func run(_ record: RunRecord, _ reader: LedgerReader, _ db: Database) throws -> Run {
        var rejects: [Int: [Int: Int]] = [:]
        for (place, count) in try reader.rejectCounts(ofRun: record.id) {
            rejects[place.input, default: [:]][place.stage] = count
        }
        let accounts = try reader.accounts(ofRun: record.id)
        let retries = try RetryVerification(db)
        var recounts: [Int: Recount] = [:]
        for input in accounts.map(\.input) where input.reading.origin == .rejects {
            recounts[input.index] = try retries.recount(input, ofRun: record.id)
        }
        return Run(
            record: record, accounts: accounts, rejects: rejects, retried: try retries.counts(ofRun: record.id), recounts: recounts,
            isSealIntact: try record.status != .complete || Seal.compute(run: record.id, in: db) == record.seal,
            differences: try GroupVerification(record, reader)?.differences() ?? [])
    }

    /// By quote(), since an edited run_id may be anything.
    private static func orphans(in db: Database) throws -> [String] {
        var tables = ["_weir_inputs", "_weir_stages", "_weir_displaced", "_weir_rejects"]
        if try LedgerSchema.hasRetries(in: db) { tables.append("_weir_retried") }
        if try LedgerSchema.hasGroups(in: db) { tables.append("_weir_groups") }
        if try LedgerSchema.hasShard(in: db) { tables.append("_weir_shard") }
        if try LedgerSchema.hasMerged(in: db) { tables.append(MergedShard.table) }
        if try LedgerSchema.hasMeasures(in: db) { tables += ["_weir_measures", "_weir_samples"] }
        if try LedgerSchema.hasPruned(in: db) { tables.append(PrunedRuns.name) }
        return try tables.compactMap { table in
            let lost = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT quote(run_id) FROM \(table) AS entry
                    WHERE NOT EXISTS (SELECT 1 FROM _weir_runs AS run WHERE run.run_id = entry.run_id) ORDER BY run_id
                    """)
            guard !lost.isEmpty else { return nil }
            return "\(table) has entries of runs that _weir_runs lacks: \(lost.joined(separator: ", "))"
        }
    }
}
