// A column of a table that is already there.

import GRDB
import RowModel

/// What SQLite says of a column (https://sqlite.org/pragma.html#pragma_table_xinfo).
struct ExistingColumn {
    let name: String
    let type: String
    /// Whether an INSERT that leaves it out would be refused.
    let mustBeFilled: Bool
    /// Whether it may hold a null, as far as its own definition says.
    let isNullable: Bool
    let hasDefault: Bool
    /// Whether it is another name of the rowid (https://sqlite.org/lang_createtable.html#rowid).
    let isRowid: Bool
    /// Whether SQLite computes it, so that no INSERT may fill it (https://sqlite.org/gencol.html).
    let isGenerated: Bool

    func isNamed(_ name: String) -> Bool { self.name.asciiLowercased == name.asciiLowercased }

    /// By the table-valued function, which takes the name as a value: `PRAGMA table_xinfo(…)` takes it as text.
    static func all(of table: String, in db: Database) throws -> [ExistingColumn] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT name, type, NOT "notnull" AS is_nullable, dflt_value IS NOT NULL AS has_default,
                  "notnull" AND dflt_value IS NULL AND pk = 0 AND hidden = 0 AS must_be_filled,
                  pk = 1 AND upper(type) = 'INTEGER' AND (SELECT max(pk) FROM pragma_table_xinfo(?1, 'main')) = 1 AS is_rowid,
                  hidden > 1 AS is_generated
                FROM pragma_table_xinfo(?1, 'main') WHERE hidden <> 1
                """,
            arguments: [table]
        ).map { row in
            ExistingColumn(
                name: row["name"], type: row["type"], mustBeFilled: row["must_be_filled"],
                isNullable: row["is_nullable"], hasDefault: row["has_default"], isRowid: row["is_rowid"],
                isGenerated: row["is_generated"])
        }
    }
}
