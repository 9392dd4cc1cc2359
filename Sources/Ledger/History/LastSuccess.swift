// When a pipeline has last ended well, as its ledger has it.

import Foundation
import GRDB

public enum LastSuccess {
    /// - Returns: nil for one that never has, or if it can't be told: what was never loaded has no ledger.
    public static func time(database path: String, pipeline: String) -> Date? {
        let time = try? LedgerFile(path: path).read { db in
            guard try LedgerSchema.exists(in: db) else { return nil as String? }
            return try String.fetchOne(
                db,
                sql: """
                    SELECT CAST(max(finished_at) AS TEXT) FROM _weir_runs WHERE pipeline = ? AND status = 'complete'
                    """,
                arguments: [pipeline])
        }
        return time.flatMap { $0 }.flatMap(JournalTime.date)
    }
}
