// Which runs have no part in any proof any more.

import GRDB

/// Runs whose rows a later complete run has replaced, and that ended long enough ago.
struct PruningCandidates {
    /// Oldest first.
    let runs: [RunRecord]

    /// Of a run, with now and the days as parameters 1 and 2.
    static let isOld = "julianday(coalesce(finished_at, started_at)) < julianday(?1) - ?2"

    init(olderThan days: Int, now: String, in db: Database) throws {
        // `verify-counts` looks at the seals of all runs that were undone.
        let ids = try Int64.fetchAll(
            db,
            sql: """
                SELECT run_id FROM _weir_runs AS run
                WHERE \(Self.isOld) AND status <> 'undone' AND run_id NOT IN (SELECT run_id FROM _weir_pruned)
                  AND run_id < (
                    SELECT max(later.run_id) FROM _weir_runs AS later
                    WHERE later.target_table = run.target_table COLLATE NOCASE AND later.mode = 'replace'
                      AND later.status = 'complete')
                """,
            arguments: [now, days])
        var chosen = Set(ids)
        for run in try Self.lastNumbered(in: db) { chosen.remove(run) }
        try Self.removeLinked(from: &chosen, in: db)
        runs = try LedgerReader(db).runs().filter { chosen.contains($0.id) }
    }

    /// The runs with the highest numbers of an input and of a reject: numbers go on from there, and none may be given
    /// twice.
    private static func lastNumbered(in db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT run_id FROM _weir_inputs WHERE input_id = (SELECT max(input_id) FROM _weir_inputs)
                UNION ALL
                SELECT run_id FROM _weir_rejects WHERE reject_id = (SELECT max(reject_id) FROM _weir_rejects)
                """)
    }

    /// A retry and the run whose rejects it has read go together or not at all.
    private static func removeLinked(from chosen: inout Set<Int64>, in db: Database) throws {
        guard try LedgerSchema.hasRetries(in: db) else { return }
        let reader = LedgerReader(db)
        let links = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT retried.run_id AS retry, reject.run_id AS origin
                FROM _weir_retried AS retried JOIN _weir_rejects AS reject USING (reject_id)
                WHERE retried.run_id <> reject.run_id
                """
        ).map { (retry: Int64(try reader.integer($0, "retry")), origin: Int64(try reader.integer($0, "origin"))) }
        var before = -1
        while before != chosen.count {
            before = chosen.count
            for link in links where chosen.contains(link.retry) != chosen.contains(link.origin) {
                chosen.remove(link.retry)
                chosen.remove(link.origin)
            }
        }
    }
}
