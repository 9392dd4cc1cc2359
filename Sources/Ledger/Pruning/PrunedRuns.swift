// What is left of runs whose entries were taken out of the ledger: their totals.

import GRDB
import RowModel

/// The table that keeps them, which only a ledger has that was pruned.
enum PrunedRuns {
    static let name = "_weir_pruned"

    static let table = """
        CREATE TABLE IF NOT EXISTS _weir_pruned(
          run_id INTEGER PRIMARY KEY,
          pruned_at TEXT NOT NULL,
          inputs INTEGER NOT NULL,
          retried_inputs INTEGER NOT NULL,
          records INTEGER NOT NULL,
          added INTEGER NOT NULL,
          dropped INTEGER NOT NULL,
          rejected INTEGER NOT NULL,
          inserted INTEGER NOT NULL,
          updated INTEGER NOT NULL,
          ignored INTEGER NOT NULL
        )
        """

    static func insert(_ totals: RunTotals, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO _weir_pruned(run_id, pruned_at, inputs, retried_inputs, records, added, dropped, rejected,
                  inserted, updated, ignored)
                VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                totals.record.id, totals.inputs, totals.retriedInputs, totals.records, totals.added, totals.dropped,
                totals.rejected, totals.written.inserted, totals.written.updated, totals.written.ignored,
            ])
    }
}

extension LedgerReader {
    /// When the entries of a run were taken out of the ledger; nil if they are there.
    public func prunedAt(_ run: Int64) throws -> String? {
        guard try LedgerSchema.hasPruned(in: db) else { return nil }
        return try String.fetchOne(
            db, sql: "SELECT CAST(pruned_at AS TEXT) FROM _weir_pruned WHERE run_id = ?", arguments: [run])
    }

    /// Takes over what was kept of a run when it was pruned.
    /// - Returns: false for a run that has all its entries.
    func addPruned(_ totals: inout RunTotals) throws -> Bool {
        guard try LedgerSchema.hasPruned(in: db),
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM _weir_pruned WHERE run_id = ?", arguments: [totals.record.id])
        else { return false }
        totals.inputs = try count(row, "inputs")
        totals.retriedInputs = try count(row, "retried_inputs")
        totals.records = try count(row, "records")
        totals.added = try count(row, "added")
        totals.dropped = try count(row, "dropped")
        totals.rejected = try count(row, "rejected")
        totals.written = WrittenRows(
            inserted: try count(row, "inserted"), updated: try count(row, "updated"), ignored: try count(row, "ignored"))
        return true
    }
}
