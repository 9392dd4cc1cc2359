// A private database without rows, to compile SQL of a spec against before any database is touched.

import Foundation
import GRDBSQLite

/// Tables in memory that are what those of a target will be.
///
/// Confined to one thread at a time.
public final class SchemaSketch {
    let connection: OpaquePointer

    /// - Parameter statements: what makes its tables.
    /// - Throws: ``SQLiteError``
    public init(_ statements: [String]) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(":memory:", &opened, flags, nil) == SQLITE_OK, let opened else {
            throw SQLiteError(code: SQLITE_NOMEM, message: "can't open a connection to check SQL")
        }
        connection = opened
        // As on the connection to the target: a misspelt "column" is an error, not a string.
        _disableDoubleQuotedStringLiterals(connection)
        for sql in statements { try run(sql) }
    }

    deinit {
        sqlite3_close_v2(connection)
    }

    /// Makes one more table.
    public func run(_ sql: String) throws(SQLiteError) {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw SQLiteError(connection: connection)
        }
    }

    /// Compiles the SELECT of a view and makes the view, for those behind it to read. A name that can't be is none of
    /// its business.
    /// - Throws: ``SQLTextError``, also where the text is not one SELECT.
    public func makeView(_ name: String, _ select: String) throws(SQLTextError) {
        defer { sqlite3_exec(connection, "CREATE VIEW \(quoted(identifier: name)) AS \(select)", nil, nil, nil) }
        // Whatever else is a statement by itself is none behind these words.
        let lead = "CREATE VIEW _weir_view AS "
        var text = SQLText(lead + select)
        sqlite3_finalize(try text.next(on: connection, behind: lead.utf8.count))
        if let next = try text.next(on: connection, behind: lead.utf8.count) {
            sqlite3_finalize(next)
            throw SQLTextError("a view is one SELECT, and another statement stands behind it")
        }
        var compiled = SQLText(select)
        sqlite3_finalize(try compiled.next(on: connection))
    }
}
