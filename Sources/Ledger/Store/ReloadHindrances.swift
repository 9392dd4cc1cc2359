// Why an input's rows can't be taken out of the table again.

import GRDB
import RowModel

/// What stands against reloading inputs of one table: for which of them rows of others would be missing. Read from the
/// ledger once, however many inputs a run reloads; the run adds what it leaves out itself.
public struct ReloadHindrances: Sendable {
    /// How the message of SQLite for a row begins that is left out for a key.
    static let keyIsTaken = "UNIQUE constraint failed:"

    /// Rows of other inputs that gave way to an input's, by that input: they are gone.
    private var overwritten: [Int: Int]
    /// Rows left out for a key, by their own input: without the row that had it they would be in the table.
    private var leftOut: [Int: Int]
    /// Rejects that were retried, by the input they are from: their rows are another input's.
    private let retried: [Int: Int]
    private var lastLeftOut: Int?

    init(overwritten: [Int: Int], leftOut: [Int: Int], retried: [Int: Int] = [:]) {
        self.retried = retried
        self.overwritten = overwritten
        self.leftOut = leftOut
        lastLeftOut = leftOut.keys.max()
    }

    /// Notes what a batch has left out.
    /// - Parameters:
    ///   - ignored: rows whose key was there.
    ///   - refused: rejects of the sink.
    public mutating func note(ignored: Int, refused: some Sequence<Reject>, of input: Int) {
        let rows = ignored + refused.count { $0.reason.hasPrefix(Self.keyIsTaken) }
        guard rows > 0 else { return }
        leftOut[input, default: 0] += rows
        lastLeftOut = max(lastLeftOut ?? input, input)
    }

    /// Why taking an input's rows out of the table would lose rows of other inputs; nil if it would not.
    public func reason(against input: Int) -> String? {
        if let rows = overwritten[input] { return "\(rows.counted("row")) of other inputs gave way to rows of it" }
        if let rejects = retried[input] {
            return "\(rejects.counted("reject")) of it \(rejects == 1 ? "was" : "were") retried, and would be loaded twice"
        }
        guard let lastLeftOut, lastLeftOut > input else { return nil }
        let rows = leftOut.reduce(0) { $1.key > input ? $0 + $1.value : $0 }
        return "\(rows.counted("row")) of later inputs were left out for a key that may have been its"
    }
}

extension LedgerReader {
    /// What all runs into the table so far mean for a reload.
    public func reloadHindrances(table: String) throws -> ReloadHindrances {
        let overwritten = try rowsByInput(
            """
            SELECT input_id, sum(rows) AS n FROM _weir_displaced
            WHERE earlier_input_id <> input_id AND reason = 'overwritten' GROUP BY input_id
            """)
        let leftOut = try rowsByInput(
            """
            WITH left_out AS (
              SELECT run_id, input_id, ignored AS n FROM _weir_stages WHERE ignored > 0
              UNION ALL SELECT run_id, input_id, 1 FROM _weir_rejects WHERE reason LIKE ?2 || '%')
            SELECT input_id, sum(n) AS n FROM left_out JOIN _weir_runs USING (run_id)
            WHERE target_table = ?1 COLLATE NOCASE AND status <> 'undone' GROUP BY input_id
            """,
            [table, ReloadHindrances.keyIsTaken])
        let retried =
            try LedgerSchema.hasRetries(in: db)
            ? rowsByInput(
                """
                SELECT input_id, count(*) AS n FROM _weir_rejects
                WHERE reject_id IN (SELECT reject_id FROM _weir_retried) GROUP BY input_id
                """)
            : [:]
        return ReloadHindrances(overwritten: overwritten, leftOut: leftOut, retried: retried)
    }

    private func rowsByInput(_ sql: String, _ arguments: StatementArguments = []) throws -> [Int: Int] {
        let rows = try Row.fetchAll(db, sql: sql, arguments: arguments)
        let counts = try rows.map { (try integer($0, "input_id"), try count($0, "n")) }.filter { $0.1 > 0 }
        return Dictionary(counts, uniquingKeysWith: +)
    }
}
