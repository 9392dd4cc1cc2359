// Rejects of a run, a page at a time.

import GRDB

/// Which rejects are read, and how much of each.
struct RejectQuery {
    /// Most rejects of one page, and most of their kept bytes (but for a single one that has more).
    private static let pageRows = 512
    private static let pageBytes = 1 << 20

    var run: Int64
    var filter = RejectFilter()
    /// Whether only those are meant that no run has retried, of inputs whose rows have not made room for what they hold
    /// now.
    var isOpenOnly = false
    /// Most bytes of the raw record to be read; nil for all that are kept.
    var rawBytes: Int?

    /// The rejects behind one, in the order in which they were kept; none at the end.
    func page(after last: Int64, in db: Database) throws -> [StoredReject] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT reject_id, input_id, record, byte_offset, stage, column_name, reason, raw_length,
                  \(raw) AS raw, length(raw) AS kept, \(try retriedBy(db)) AS retried_by
                \(try source(db)) ORDER BY reject_id LIMIT \(Self.pageRows)
                """,
            arguments: [run, last, filter.reason, filter.input])
        let reader = LedgerReader(db)
        var page: [StoredReject] = []
        var bytes = 0
        while bytes < Self.pageBytes, let row = try rows.next() {
            let reject = try reader.reject(row)
            bytes += reject.raw.count
            page.append(reject)
        }
        return page
    }

    /// The numbers of the inputs that have such rejects, in order.
    func inputs(in db: Database) throws -> [Int] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT DISTINCT input_id \(try source(db)) ORDER BY input_id",
            arguments: [run, Int64.min, filter.reason, filter.input])
        let reader = LedgerReader(db)
        var inputs: [Int] = []
        while let row = try rows.next() { inputs.append(try reader.integer(row, "input_id")) }
        return inputs
    }

    private var raw: String {
        switch rawBytes {
        case nil: "CAST(raw AS BLOB)"
        case 0?: "zeroblob(0)"
        case let most?: "substr(CAST(raw AS BLOB), 1, \(most))"
        }
    }

    private func retriedBy(_ db: Database) throws -> String {
        try LedgerSchema.hasRetries(in: db)
            ? "(SELECT retried.run_id FROM _weir_retried AS retried WHERE retried.reject_id = reject.reject_id)"
            : "NULL"
    }

    /// The plus sign keeps SQLite on the rowid, in whose order the rejects of a run stand together.
    private func source(_ db: Database) throws -> String {
        var sql = """
            FROM _weir_rejects AS reject
            WHERE +run_id = ?1 AND reject_id > ?2
              AND (?3 IS NULL OR instr(lower(reason), lower(?3)) > 0)
              AND (?4 IS NULL OR EXISTS (
                SELECT 1 FROM _weir_inputs AS input
                WHERE input.run_id = reject.run_id AND input.input_id = reject.input_id
                  AND (input.path = ?4 OR substr(input.path, -length(?4) - 1) = '/' || ?4)))
            """
        guard isOpenOnly else { return sql }
        sql += """

              AND NOT EXISTS (
                SELECT 1 FROM _weir_displaced AS displaced
                WHERE displaced.earlier_input_id = reject.input_id AND displaced.reason = 'reloaded')
            """
        guard try LedgerSchema.hasRetries(in: db) else { return sql }
        return sql
            + "\n  AND NOT EXISTS (SELECT 1 FROM _weir_retried AS retried WHERE retried.reject_id = reject.reject_id)"
    }
}

extension LedgerReader {
    fileprivate func reject(_ row: Row) throws -> StoredReject {
        guard case .blob(let raw) = (row["raw"] as DatabaseValue).storage else {
            throw LedgerError.malformed("_weir_rejects.raw is null: reject \(try integer(row, "reject_id"))")
        }
        return StoredReject(
            id: Int64(try integer(row, "reject_id")), input: try integer(row, "input_id"),
            record: try count(row, "record"),
            byteOffset: try count(row, "byte_offset"), stage: try integer(row, "stage"),
            column: try optionalText(row, "column_name"), reason: try text(row, "reason"), raw: Array(raw),
            keptLength: try count(row, "kept"), rawLength: try count(row, "raw_length"),
            retriedBy: try optionalInteger(row, "retried_by").map(Int64.init))
    }
}
