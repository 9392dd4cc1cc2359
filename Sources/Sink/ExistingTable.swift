// A table that is already there.

import GRDB

/// What SQLite says of a table (https://sqlite.org/pragma.html#pragma_table_list), apart from its columns.
struct ExistingTable {
    let isStrict: Bool
    let isWithoutRowid: Bool
    let hasTriggers: Bool

    /// - Returns: nil if there is no such table.
    init?(_ name: String, in db: Database) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT strict, wr, EXISTS (
                  SELECT 1 FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE) AS has_triggers
                FROM pragma_table_list WHERE schema = 'main' AND name = ?1 COLLATE NOCASE
                """,
            arguments: [name])
        guard let row else { return nil }
        isStrict = row["strict"]
        isWithoutRowid = row["wr"]
        hasTriggers = row["has_triggers"]
    }
}
