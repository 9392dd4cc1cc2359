// What verify-counts reads of retries.

import GRDB
import RowModel

/// Rejects that were retried, as the ledger has them.
struct RetryVerification {
    let db: Database
    let isThere: Bool

    init(_ db: Database) throws {
        self.db = db
        isThere = try LedgerSchema.hasRetries(in: db)
    }

    /// Retried rejects of a run by their input.
    func counts(ofRun run: Int64) throws -> [Int: Int] {
        guard isThere else { return [:] }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT reject.input_id AS input_id, count(*) AS n
                FROM _weir_rejects AS reject JOIN _weir_retried USING (reject_id)
                WHERE reject.run_id = ? GROUP BY reject.input_id
                """,
            arguments: [run])
        let reader = LedgerReader(db)
        var counts: [Int: Int] = [:]
        while let row = try rows.next() { counts[try reader.integer(row, "input_id")] = try reader.count(row, "n") }
        return counts
    }

    /// Counts an input of retried rejects again, from their raw records.
    func recount(_ input: InputRecord, ofRun run: Int64) throws -> Recount {
        var stream = RetriedStream(input.reading.format)
        guard isThere else { return stream.finish() }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT CAST(reject.raw AS BLOB) AS raw
                FROM _weir_retried AS retried JOIN _weir_rejects AS reject USING (reject_id)
                WHERE retried.run_id = ? AND retried.input_id = ? ORDER BY reject_id
                """,
            arguments: [run, input.index])
        while let row = try rows.next() {
            guard case .blob(let raw) = (row["raw"] as DatabaseValue).storage else { continue }
            stream.add(Array(raw))
        }
        return stream.finish()
    }

    /// Entries whose reject is gone.
    func problems() throws -> [String] {
        guard isThere else { return [] }
        let lost = try String.fetchAll(
            db,
            sql: """
                SELECT quote(reject_id) FROM _weir_retried AS retried
                WHERE NOT EXISTS (SELECT 1 FROM _weir_rejects AS reject WHERE reject.reject_id = retried.reject_id)
                LIMIT 10
                """)
        return lost.map { "reject \($0) was retried, and is gone from _weir_rejects" }
    }
}
