// Whether runs that were committed together have read the same.

import GRDB
import RowModel

/// Compares a run with the others of its group. All of them end together, and what one has read of an input all have
/// that had not loaded it before, but for rejects that one of them has retried.
struct GroupVerification {
    private static let listed = 10

    private let run: RunRecord
    /// The newest of each other table.
    private let others: [RunRecord]
    private let reader: LedgerReader

    /// - Returns: nil for a run alone.
    init?(_ run: RunRecord, _ reader: LedgerReader) throws {
        guard let group = run.group else { return nil }
        self.run = run
        self.reader = reader
        // One that had committed nothing when it failed was begun anew.
        var newest: [String: RunRecord] = [:]
        for member in try reader.runs(ofGroup: group) { newest[member.table.asciiLowercased] = member }
        guard newest[run.table.asciiLowercased]?.id == run.id else { return nil }
        others = newest.values.filter { $0.id != run.id }.sorted { $0.id < $1.id }
    }

    func differences() throws -> [String] {
        try others.flatMap { other in
            let place = "run \(other.id) into table \"\(other.table)\", which it was committed with"
            let status = other.status == run.status ? [] : ["\(place), is \(other.status.rawValue)"]
            return try status + read(by: other).map { "\(place), \($0)" }
        }
    }

    private func read(by other: RunRecord) throws -> [String] {
        let unlike = try String.fetchAll(
            reader.db,
            sql: """
                SELECT theirs.path FROM _weir_inputs AS theirs JOIN _weir_inputs AS own USING (path)
                WHERE theirs.run_id = ?1 AND own.run_id = ?2 AND theirs.reading ->> '$.part' IS own.reading ->> '$.part'
                  AND (theirs.records, theirs.decoded_bytes, theirs.crc32, theirs.complete)
                    IS NOT (own.records, own.decoded_bytes, own.crc32, own.complete)
                ORDER BY theirs.input_id LIMIT \(Self.listed)
                """,
            arguments: [other.id, run.id])
        let missing = try String.fetchAll(
            reader.db,
            sql: """
                SELECT path FROM _weir_inputs AS theirs
                WHERE run_id = ?1 AND coalesce(reading ->> '$.origin', '') NOT IN ('rejects', 'mended')
                  AND path NOT IN (SELECT path FROM _weir_inputs WHERE run_id = ?2)
                  AND path NOT IN (
                    SELECT path FROM _weir_inputs JOIN _weir_runs USING (run_id)
                    WHERE run_id < ?2 AND pipeline = ?3 AND target_table = ?4 COLLATE NOCASE AND status = 'complete'
                      AND complete)
                ORDER BY input_id LIMIT \(Self.listed)
                """,
            arguments: [other.id, run.id, run.pipeline, run.table])
        return unlike.map { "has read \($0) otherwise" } + missing.map { "has read \($0), and this one has not" }
    }
}
