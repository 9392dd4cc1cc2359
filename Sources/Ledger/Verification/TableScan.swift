// Every row of the table once: counted, and for --deep hashed, by the input it says it came from.

import GRDB

/// What is asked of the table. Shares nothing with the loader but the hash itself and the sums by input.
public struct TableScan {
    let table: String
    /// Columns to hash; none to count only.
    let columns: [String]
    let hasLineage: Bool
    /// Rows up to this rowid are passed over.
    let afterRowid: Int64?

    public init(table: String, columns: [String], hasLineage: Bool, afterRowid: Int64? = nil) {
        self.table = table
        self.columns = columns
        self.hasLineage = hasLineage
        self.afterRowid = afterRowid
    }

    /// Goes through the whole table.
    /// - Throws: `DatabaseError`, also for a column that is not there.
    public func standing(in db: Database) throws -> StandingRows {
        let sum = RowSum(columns: columns)
        _ = try sum.registered(in: db) { try Row.fetchOne(db, sql: sql) }
        return sum.found
    }

    private var sql: String {
        let input = hasLineage ? Self.quoted(LineageName.input) : "NULL"
        let rows = afterRowid.map { " WHERE rowid > \($0)" } ?? ""
        let sum = RowSum.expression(input: input, columns: columns.map(Self.quoted))
        return "SELECT \(sum) FROM main.\(Self.quoted(table))\(rows)"
    }

    static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
