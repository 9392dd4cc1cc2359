// What SQL statements of a spec may do to the database they run in.

import GRDBSQLite
import RowModel

/// Runs statements of a spec on a connection, or only compiles them, under an authorizer
/// (https://sqlite.org/c3ref/set_authorizer.html): they may read everything, and change all of the database but tables
/// whose rows are counted and the ledger. No other database, no transaction control, no setting.
///
/// A connection has one authorizer. Afterwards it has none, so whoever had one there is not told of statements any
/// more.
public final class StatementGuard {
    private let countedTables: Set<String>
    /// Why the authorizer refused the statement being compiled.
    fileprivate var denial: String?

    /// - Parameter countedTables: names of tables that no statement may change.
    public init(countedTables: [String]) {
        self.countedTables = Set(countedTables.map(\.asciiLowercased))
    }

    /// Runs all statements of a text, one by one.
    /// - Throws: ``SQLTextError``; what the statements before did is not undone.
    public func run(_ text: String, on connection: OpaquePointer) throws(SQLTextError) {
        try compile(text, on: connection) { statement throws(SQLTextError) in
            var code = sqlite3_step(statement)
            while code == SQLITE_ROW { code = sqlite3_step(statement) }
            guard code == SQLITE_DONE else { throw self.error(SQLTextError(SQLiteError(connection: connection))) }
        }
    }

    /// Compiles the statements of a text up to the first that needs what is not there.
    /// - Throws: ``SQLTextError``
    public func check(_ text: String, in sketch: SchemaSketch) throws(SQLTextError) {
        try compile(text, on: sketch.connection) { _ throws(SQLTextError) in }
    }

    private func compile(
        _ text: String, on connection: OpaquePointer, _ body: (OpaquePointer) throws(SQLTextError) -> Void
    ) throws(SQLTextError) {
        sqlite3_set_authorizer(connection, authorize, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_set_authorizer(connection, nil, nil) }
        var statements = SQLText(text)
        var count = 0
        while let statement = try next(&statements, connection) {
            defer { sqlite3_finalize(statement) }
            count += 1
            if sqlite3_bind_parameter_count(statement) > 0 { throw SQLTextError("a statement has no parameters here") }
            try body(statement)
        }
        if count == 0 { throw SQLTextError("there is no statement in it") }
    }

    private func next(_ text: inout SQLText, _ connection: OpaquePointer) throws(SQLTextError) -> OpaquePointer? {
        denial = nil
        do {
            return try text.next(on: connection)
        } catch {
            throw self.error(error)
        }
    }

    private func error(_ error: SQLTextError) -> SQLTextError {
        guard let denial else { return error }
        return SQLTextError(denial)
    }

    /// - Returns: why an object may not be changed; nil if it may.
    fileprivate func objection(to name: String?) -> String? {
        guard let name = name?.asciiLowercased else { return nil }
        if name.hasPrefix("_weir_") { return "\(name) is Weir's own" }
        guard countedTables.contains(name) else { return nil }
        return "the rows of table \"\(name)\" are counted, so only the run itself changes it; transforms, indexes and modes "
            + "say how"
    }
}

private let virtualTableModules: Set<String> = ["fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly"]

/// Those that only read, by which SQLite itself and its modules ask for what they need.
private let readingPragmas: Set<String> = [
    "data_version", "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
    "foreign_key_list", "quick_check",
]

private func authorize(
    context: UnsafeMutableRawPointer?, action: Int32, first: UnsafePointer<CChar>?, second: UnsafePointer<CChar>?,
    database: UnsafePointer<CChar>?, trigger: UnsafePointer<CChar>?
) -> Int32 {
    let statements = Unmanaged<StatementGuard>.fromOpaque(context!).takeUnretainedValue()
    let objection = objection(
        of: statements, to: action, first.map { String(cString: $0) }, second.map { String(cString: $0) },
        in: database.map { String(cString: $0) })
    guard let objection else { return SQLITE_OK }
    statements.denial = objection
    return SQLITE_DENY
}

/// What the arguments are depends on the action (https://sqlite.org/c3ref/c_alter_table.html).
private func objection(
    of statements: StatementGuard, to action: Int32, _ first: String?, _ second: String?, in database: String?
) -> String? {
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE, SQLITE_ANALYZE, SQLITE_REINDEX:
        return nil
    case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE:
        // ALTER TABLE looks there for triggers; no statement can change it by itself.
        if first == "sqlite_temp_master" { return nil }
        return database == "main" ? statements.objection(to: first) : "only the sink's database may be changed"
    case SQLITE_CREATE_TABLE, SQLITE_DROP_TABLE, SQLITE_CREATE_VIEW, SQLITE_DROP_VIEW, SQLITE_DROP_VTABLE:
        return statements.objection(to: first)
    case SQLITE_CREATE_INDEX, SQLITE_DROP_INDEX, SQLITE_CREATE_TRIGGER, SQLITE_DROP_TRIGGER:
        return statements.objection(to: first) ?? statements.objection(to: second)
    case SQLITE_ALTER_TABLE:
        return statements.objection(to: second)
    case SQLITE_CREATE_VTABLE:
        if let second, virtualTableModules.contains(second.asciiLowercased) { return statements.objection(to: first) }
        return "virtual tables of \(second ?? "this module") are not allowed here"
    case SQLITE_FUNCTION:
        let name = second?.asciiLowercased ?? ""
        return functionsThatReachOutside.contains(name) ? "the function \(name)() is not allowed here" : nil
    case SQLITE_PRAGMA:
        return readingPragmas.contains(first?.asciiLowercased ?? "") ? nil : "PRAGMA is not allowed here"
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT:
        return "BEGIN, COMMIT, ROLLBACK and SAVEPOINT are not allowed here: the statement is part of a transaction of the "
            + "run"
    case SQLITE_ATTACH, SQLITE_DETACH:
        return "only the sink's database may be used, so ATTACH, DETACH and VACUUM are not allowed here"
    case SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_INDEX, SQLITE_CREATE_TEMP_TRIGGER, SQLITE_CREATE_TEMP_VIEW,
        SQLITE_DROP_TEMP_TABLE, SQLITE_DROP_TEMP_INDEX, SQLITE_DROP_TEMP_TRIGGER, SQLITE_DROP_TEMP_VIEW:
        return "temporary tables, indexes, triggers and views are not allowed here"
    default:
        return "this statement is not allowed here"
    }
}
