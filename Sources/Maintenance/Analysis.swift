// Statistics for SQLite's query planner.

import GRDB

/// `PRAGMA optimize` looks only at tables that its own connection has asked (before SQLite 3.46), and a fresh one has asked
/// none; so ANALYZE itself, within the limit that SQLite recommends for databases of any size
/// (https://sqlite.org/lang_analyze.html#approx).
enum Analysis {
    private static let rowsPerIndex = 1000

    /// Analyzes all tables that have an index; of others there is nothing to know, and counting their rows would be to read
    /// them whole.
    /// - Returns: how many those are.
    static func run(on database: DatabaseQueue) throws -> Int {
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA analysis_limit = \(rowsPerIndex)")
            let tables = try String.fetchAll(
                db, sql: "SELECT DISTINCT tbl_name FROM main.sqlite_schema WHERE type = 'index' ORDER BY tbl_name")
            for table in tables { try db.execute(sql: "ANALYZE main.\(table.quotedDatabaseIdentifier)") }
            return tables.count
        }
    }
}
