// The private connection on which spec expressions are compiled and evaluated.

import Foundation
import GRDBSQLite
import RowModel

/// A private in-memory SQLite connection whose authorizer (https://sqlite.org/c3ref/set_authorizer.html) allows reading
/// the columns of a batch and calling functions, and nothing else: no other table, no subquery, no write, ATTACH,
/// PRAGMA or extension.
///
/// Confined to one thread at a time.
public final class ExpressionSandbox {
    let connection: OpaquePointer
    /// Longest text or blob an expression may make.
    public let maxValueBytes: Int
    private var tables = 0
    /// SELECTs seen by the authorizer in the statement being compiled; the first is our own.
    fileprivate var selects = 0
    /// Tables with a column of the name by which the authorizer is told of a row's number.
    fileprivate var tablesWithROWIDColumn: Set<String> = []
    /// Functions of chance that an expression has been found to call, in the order they were met. Whoever compiles several
    /// ways from one place on sets them back to those up to there.
    public var chanceFunctions: [String] = []
    /// Why the authorizer refused the statement being compiled.
    fileprivate(set) var denial: String?

    /// - Parameter maxValueBytes: longest text or blob an expression may make; at least 1 MiB.
    /// - Throws: ``SQLiteError`` if SQLite can't open a connection (out of memory).
    public init(maxValueBytes: Int) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(":memory:", &opened, flags, nil) == SQLITE_OK, let opened else {
            throw SQLiteError(code: SQLITE_NOMEM, message: "can't open a connection for expressions")
        }
        connection = opened
        self.maxValueBytes = max(maxValueBytes, 1 << 20)
        setLimits()
        // A misspelt "column" must be an error, not a string (https://sqlite.org/quirks.html#dblquote).
        _disableDoubleQuotedStringLiterals(connection)
        try SQLFunction.register(on: connection)
        setAuthorizer()
    }

    deinit {
        sqlite3_close_v2(connection)
    }

    /// A table over the rows of `schema`, for expressions to read.
    func makeTable(schema: RowSchema) throws(SQLiteError) -> BatchTable {
        tables += 1
        let table = try BatchTable(named: "batch\(tables)", schema: schema, on: connection)
        if schema.names.contains("ROWID") { tablesWithROWIDColumn.insert(table.name) }
        // SQLite declares the table when it is first named, which the authorizer would see as a write to the schema.
        sqlite3_set_authorizer(connection, nil, nil)
        defer { setAuthorizer() }
        sqlite3_finalize(try prepare("SELECT 1 FROM \(table.name)"))
        return table
    }

    private func setAuthorizer() {
        sqlite3_set_authorizer(connection, authorize, Unmanaged.passUnretained(self).toOpaque())
    }

    /// To be called before each use of a statement too: SQLite compiles it anew when the schema has changed since, and
    /// asks the authorizer again.
    func beginStatement() {
        selects = 0
        denial = nil
    }

    /// Compiles one SELECT over a batch table.
    func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        beginStatement()
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteError(connection: connection) }
        return statement
    }

    private func setLimits() {
        sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Int32(clamping: maxValueBytes))
        sqlite3_limit(connection, SQLITE_LIMIT_SQL_LENGTH, 1 << 20)
        sqlite3_limit(connection, SQLITE_LIMIT_EXPR_DEPTH, 200)
        sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0)
        sqlite3_limit(connection, SQLITE_LIMIT_COLUMN, 32767)
        sqlite3_limit(connection, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000)
        sqlite3_limit(connection, SQLITE_LIMIT_WORKER_THREADS, 0)
    }
}

/// Functions that give another value each time.
private let chanceFunctions: Set<String> = ["random", "randomblob"]

/// Functions that reach outside the row, or outside the process.
let functionsThatReachOutside: Set<String> = ["load_extension", "fts3_tokenizer", "edit", "readfile", "writefile"]

private func authorize(
    context: UnsafeMutableRawPointer?, action: Int32, first: UnsafePointer<CChar>?, second: UnsafePointer<CChar>?,
    database: UnsafePointer<CChar>?, trigger: UnsafePointer<CChar>?
) -> Int32 {
    let sandbox = Unmanaged<ExpressionSandbox>.fromOpaque(context!).takeUnretainedValue()
    switch action {
    case SQLITE_READ:
        guard let first, let second, strcmp(second, "ROWID") == 0,
            !sandbox.tablesWithROWIDColumn.contains(String(cString: first))
        else { return SQLITE_OK }
        // What it says depends on where a batch happens to begin.
        sandbox.denial = "rowid is no column here: a row on its way to the table has no number yet"
        return SQLITE_DENY
    case SQLITE_SELECT:
        sandbox.selects += 1
        if sandbox.selects == 1 { return SQLITE_OK }
        // What a subquery would see depends on where a batch happens to end.
        sandbox.denial = "a subquery is not allowed here: an expression sees one row at a time"
        return SQLITE_DENY
    case SQLITE_FUNCTION:
        let name = second.map { String(cString: $0).lowercased() } ?? ""
        if chanceFunctions.contains(name), !sandbox.chanceFunctions.contains(name) { sandbox.chanceFunctions.append(name) }
        guard functionsThatReachOutside.contains(name) else { return SQLITE_OK }
        sandbox.denial = "the function \(name)() is not allowed here"
        return SQLITE_DENY
    default:
        sandbox.denial = "an expression may only read columns and call functions"
        return SQLITE_DENY
    }
}
