// Writes the ledger. Every method is called inside the caller's transaction, so that tallies, checkpoint and rejects
// are committed together with the rows they are about, or not at all.

import Foundation
import GRDB
import RowModel

/// Writes one run's part of the ledger.
public struct LedgerWriter: Sendable {
    public let runID: Int64

    /// Enters a new run with status `running`.
    public init(starting run: RunStart, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO _weir_runs(pipeline, target_table, mode, status, spec_path, spec_digest, spec_text, params,
                  started_at, rows_before, rowid_before, columns, lineage, tool_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.pipeline, run.table, run.mode, RunStatus.running.rawValue, run.specPath,
                run.specDigest, run.specText, try run.parametersText(), run.rowsBefore, run.rowidBefore,
                try Self.json(run.columns), run.hasLineage, run.toolVersion,
            ])
        runID = db.lastInsertedRowID
        guard let shard = run.shard else { return }
        try db.execute(sql: LedgerSchema.shard)
        try db.execute(
            sql: "INSERT INTO _weir_shard(run_id, plan, shard, shards) VALUES (?, ?, ?, ?)",
            arguments: [runID, shard.plan, shard.shard, shard.shards])
    }

    /// Takes up a run that did not end well.
    public init(resuming run: RunRecord, in db: Database) throws {
        runID = run.id
        try db.execute(
            sql: "UPDATE _weir_runs SET status = ?, error = NULL, finished_at = NULL, rows_after = NULL WHERE run_id = ?",
            arguments: [RunStatus.running.rawValue, run.id])
    }

    /// Notes that the run is committed together with others.
    /// - Parameter group: the number of the first of them.
    public func join(group: Int64, in db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO _weir_groups(run_id, group_id) VALUES (?, ?)", arguments: [runID, group])
    }

    /// Notes that the rows of a run were taken out again, and seals it.
    public static func markUndone(_ run: RunRecord, in db: Database) throws {
        try db.execute(
            sql: "UPDATE _weir_runs SET status = ? WHERE run_id = ?", arguments: [RunStatus.undone.rawValue, run.id])
        // What it had retried is to be retried again.
        if try LedgerSchema.hasRetries(in: db) {
            try db.execute(sql: "DELETE FROM _weir_retried WHERE run_id = ?", arguments: [run.id])
        }
        try seal(run: run.id, in: db)
    }

    /// Stores what is known of an input now, in place of what was stored before.
    public func save(_ account: InputAccount, in db: Database) throws {
        let input = account.input
        try db.cachedStatement(sql: Self.saveInput).execute(arguments: [
            runID, input.index, input.identity.path, input.identity.size, input.identity.modified,
            try Self.json(input.reading), input.records, input.blankLines, input.commentLines, input.decodedBytes,
            input.readMark?.bytes, input.readMark.map { Int64($0.crc32) }, Int64(bitPattern: input.contents), input.isComplete,
        ])
        let statement = try db.cachedStatement(sql: Self.saveStage)
        for (position, stage) in account.stages.enumerated() {
            let tally = stage.tally
            try statement.execute(arguments: [
                runID, input.index, position, stage.name, tally.in, tally.added, tally.out, tally.dropped, tally.rejected,
                stage.written?.inserted, stage.written?.updated, stage.written?.ignored,
            ])
        }
        for displacement in account.displaced {
            try db.cachedStatement(sql: Self.saveDisplacement).execute(arguments: [
                runID, input.index, displacement.earlierInput ?? Self.unknownInput, displacement.reason.rawValue, displacement.rows,
                Int64(bitPattern: displacement.contents),
            ])
        }
    }

    /// Keeps the rejects of a batch with their raw bytes.
    public func save(_ rejects: [Reject], of batch: RowBatch, in db: Database) throws {
        guard !rejects.isEmpty else { return }
        let statement = try db.cachedStatement(sql: Self.saveReject)
        for reject in rejects {
            let raw = Data(bytes: batch.arena + reject.raw.lowerBound, count: reject.raw.count)
            try statement.execute(arguments: [
                runID, batch.inputIndex, reject.record, reject.byteOffset, reject.stage, reject.column, reject.reason, raw,
                reject.rawLength,
            ])
        }
    }

    /// Ends the run, and seals it if it is complete.
    /// - Parameter rowsAfter: `count(*)` of the target table.
    public func finish(_ status: RunStatus, error: String? = nil, rowsAfter: Int?, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE _weir_runs SET status = ?, error = ?, rows_after = ?,
                  finished_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE run_id = ?
                """,
            arguments: [status.rawValue, error, rowsAfter, runID])
        guard status == .complete else { return }
        try Self.seal(run: runID, in: db)
    }

    private static func seal(run: Int64, in db: Database) throws {
        try db.execute(
            sql: "UPDATE _weir_runs SET seal = ? WHERE run_id = ?", arguments: [try Seal.compute(run: run, in: db), run])
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static let saveInput = """
        INSERT OR REPLACE INTO _weir_inputs(run_id, input_id, path, size, modified_ns, reading, records, blank_lines,
          comment_lines, decoded_bytes, read_bytes, crc32, contents, complete)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let saveStage = """
        INSERT OR REPLACE INTO _weir_stages(run_id, input_id, stage, name, "in", added, out, dropped, rejected, inserted,
          updated, ignored)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    /// Stands for rows without lineage; no input has this number.
    static let unknownInput = -1

    private static let saveDisplacement = """
        INSERT OR REPLACE INTO _weir_displaced(run_id, input_id, earlier_input_id, reason, rows, contents)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    private static let saveReject = """
        INSERT INTO _weir_rejects(run_id, input_id, record, byte_offset, stage, column_name, reason, raw, raw_length)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
}
