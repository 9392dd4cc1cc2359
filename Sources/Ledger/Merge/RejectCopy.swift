// The rejects of one ledger, kept in another.

import GRDB

extension LedgerWriter {
    /// Keeps the rejects of an input of a shard as this run's, in their order.
    /// - Parameters:
    ///   - run: the shard's run.
    ///   - input: its number there.
    ///   - source: the shard.
    ///   - index: the input's number here.
    ///   - recordsBefore: records of the input in front of what the shard has read of it.
    /// - Returns: how many they are.
    /// - Throws: ``RejectNotKept`` where it is this ledger that fails; `DatabaseError` of the shard's.
    func copyRejects(
        ofRun run: Int64, input: Int, from source: Database, as index: Int, recordsBefore: Int, into db: Database
    ) throws -> Int {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO _weir_rejects(run_id, input_id, record, byte_offset, stage, column_name, reason, raw, raw_length)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let reader = LedgerReader(source)
        let rows = try Row.fetchCursor(
            source,
            sql: """
                SELECT record, byte_offset, stage, column_name, reason, raw, raw_length FROM _weir_rejects
                WHERE run_id = ? AND input_id = ? ORDER BY reject_id
                """,
            arguments: [run, input])
        var count = 0
        while let row = try rows.next() {
            let arguments: StatementArguments = [
                runID, index, try reader.count(row, "record") + recordsBefore, row["byte_offset"] as DatabaseValue,
                row["stage"] as DatabaseValue, row["column_name"] as DatabaseValue, row["reason"] as DatabaseValue,
                row["raw"] as DatabaseValue, row["raw_length"] as DatabaseValue,
            ]
            do {
                try insert.execute(arguments: arguments)
            } catch let error as DatabaseError {
                throw RejectNotKept(error: error)
            }
            count += 1
        }
        return count
    }
}

/// Says of an error that it is of the database that is written to, where another one is read.
struct RejectNotKept: Error {
    let error: DatabaseError
}
