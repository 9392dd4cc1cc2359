// Which SQLite this is. Named by `weir --version`.

import GRDBSQLite

/// The SQLite that Weir runs with.
public enum SQLiteLibrary {
    /// Such as `3.40.1` (https://www.sqlite.org/c3ref/libversion.html).
    public static var version: String { String(cString: sqlite3_libversion()) }
}
