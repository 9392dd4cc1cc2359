// One run in numbers, whatever its inputs.

import GRDB
import RowModel

/// What the ledger says of a run, added up over its inputs and stages.
public struct RunTotals: Sendable, Equatable {
    public var record: RunRecord
    public var inputs = 0
    /// Those of them that are rejects of earlier runs.
    public var retriedInputs = 0
    public var records = 0
    public var added = 0
    public var dropped = 0
    public var rejected = 0
    /// What became of the rows in the table.
    public var written = WrittenRows()
    /// Of the last attempt at the run, where it has measured itself; else from its first beginning to its end. nil for one
    /// without an end.
    public var seconds: Double?

    public init(_ record: RunRecord) {
        self.record = record
    }

    /// Rows inserted or updated.
    public var rowsWritten: Int { written.inserted + written.updated }

    /// Whether it says how much a run of its kind usually is: it ended well and has read something else than rejects of
    /// earlier runs. One that found all its inputs loaded says nothing.
    public var isComparable: Bool { record.status == .complete && records > 0 && retriedInputs < inputs }
}

extension LedgerReader {
    /// Added up by SQLite, so that what it takes does not depend on the number of inputs.
    /// - Throws: ``LedgerError/malformed(_:)``, `DatabaseError`.
    public func totals(of run: RunRecord) throws -> RunTotals {
        var totals = RunTotals(run)
        if try !addPruned(&totals) {
            try addInputs(&totals)
            try addStages(&totals)
        }
        totals.seconds = try measures(ofRun: run.id)?.seconds ?? secondsBetween(run.startedAt, run.finishedAt)
        return totals
    }

    /// The comparable runs of a pipeline into a table, newest first.
    /// - Parameters:
    ///   - run: only those before this one; nil for all.
    ///   - limit: most runs that are looked for.
    public func comparableRuns(
        ofPipeline pipeline: String, into table: String, before run: Int64? = nil, limit: Int
    ) throws -> [RunTotals] {
        var found: [RunTotals] = []
        guard limit > 0 else { return found }
        for earlier in try runs(into: table).reversed()
        where earlier.status == .complete && earlier.pipeline == pipeline && run.map({ earlier.id < $0 }) ?? true {
            let totals = try totals(of: earlier)
            if totals.isComparable { found.append(totals) }
            if found.count == limit { break }
        }
        return found
    }

    private func addInputs(_ totals: inout RunTotals) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*) AS inputs, coalesce(sum(records), 0) AS records,
                  coalesce(sum(coalesce(reading ->> '$.origin', '') IN ('rejects', 'mended')), 0) AS retried
                FROM _weir_inputs WHERE run_id = ?
                """,
            arguments: [totals.record.id])!
        totals.inputs = try count(row, "inputs")
        totals.records = try count(row, "records")
        totals.retriedInputs = try count(row, "retried")
    }

    private func addStages(_ totals: inout RunTotals) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT coalesce(sum(added), 0) AS added, coalesce(sum(dropped), 0) AS dropped,
                  coalesce(sum(rejected), 0) AS rejected, coalesce(sum(inserted), 0) AS inserted,
                  coalesce(sum(updated), 0) AS updated, coalesce(sum(ignored), 0) AS ignored
                FROM _weir_stages WHERE run_id = ?
                """,
            arguments: [totals.record.id])!
        totals.added = try count(row, "added")
        totals.dropped = try count(row, "dropped")
        totals.rejected = try count(row, "rejected")
        totals.written = WrittenRows(
            inserted: try count(row, "inserted"), updated: try count(row, "updated"), ignored: try count(row, "ignored"))
    }

    /// To the millisecond, which is what the ledger's times are given in. nil for what is no time.
    private func secondsBetween(_ start: String, _ end: String?) throws -> Double? {
        let days = try Double.fetchOne(
            db, sql: "SELECT julianday(?2) - julianday(?1)", arguments: [start, end])
        return days.flatMap { $0 < 0 ? nil : ($0 * 86400).rounded(toPlaces: 3) }
    }
}
