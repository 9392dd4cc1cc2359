// A digest over what the ledger says of a run, so that a later edit shows.

import Crypto
import Foundation
import GRDB

/// SHA-256 over all that the ledger's tables have of a finished run. It does not stop somebody who computes it anew; it
/// catches every change made by anything but Weir.
public enum Seal {
    /// - Returns: SHA-256 of the text as UTF-8, in hexadecimal.
    public static func digest(of text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    /// The seal of the rows as they stand now. Each value is written by SQLite's quote(), so that no two rows look
    /// alike.
    static func compute(run: Int64, in db: Database) throws -> String {
        var hash = SHA256()
        var tables = [
            ("_weir_runs", "run_id"), ("_weir_inputs", "input_id"), ("_weir_stages", "input_id, stage"),
            ("_weir_displaced", "input_id, earlier_input_id, reason"), ("_weir_rejects", "reject_id"),
        ]
        // A run without retries, or alone, or of no shards, has no row there, and the same seal with and without the table.
        if try LedgerSchema.hasRetries(in: db) { tables.append(("_weir_retried", "reject_id")) }
        if try LedgerSchema.hasGroups(in: db) { tables.append(("_weir_groups", "run_id")) }
        if try LedgerSchema.hasShard(in: db) { tables.append(("_weir_shard", "run_id")) }
        if try LedgerSchema.hasMerged(in: db) { tables.append((MergedShard.table, "shard")) }
        for (table, order) in tables {
            let columns = try db.columns(in: table).map(\.name).filter { $0 != "seal" }
            let quotedValues = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
            let lines = try String.fetchCursor(
                db, sql: "SELECT \(quotedValues) FROM \(table) WHERE run_id = ? ORDER BY \(order)", arguments: [run])
            while let line = try lines.next() {
                hash.update(data: Data("\(table):\(line)\n".utf8))
            }
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
