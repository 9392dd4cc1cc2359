// Every row of the table once: counted, and for --deep hashed, by the input it says it came from.

import GRDB
import GRDBSQLite
import RowModel

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

    /// Steps through the whole table.
    /// - Throws: `DatabaseError`, also for a column that is not there.
    public func standing(in db: Database) throws -> StandingRows {
        let statement = try db.makeStatement(sql: sql)
        let seeds = columns.map { ContentHash.seed(ofColumn: $0) }
        var found = StandingRows()
        var input: Int?
        var run = Standing()
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW:
                let source = Self.input(handle)
                if source != input {
                    found.add(run, of: input)
                    (input, run) = (source, Standing())
                }
                run.rows += 1
                if !seeds.isEmpty { run.contents &+= Self.hash(handle, seeds) }
            case SQLITE_DONE:
                found.add(run, of: input)
                return found
            default:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: sqlite3_extended_errcode(db.sqliteConnection)),
                    message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
            }
        }
    }

    private var sql: String {
        let names = [hasLineage ? Self.quoted(LineageName.input) : "NULL"] + columns.map(Self.quoted)
        let rows = afterRowid.map { " WHERE rowid > \($0)" } ?? ""
        return "SELECT \(names.joined(separator: ", ")) FROM main.\(Self.quoted(table))\(rows)"
    }

    /// Column 0; nil for a row that says nothing, or nothing that Weir would have written.
    private static func input(_ statement: OpaquePointer) -> Int? {
        sqlite3_column_type(statement, 0) == SQLITE_INTEGER ? Int(sqlite3_column_int64(statement, 0)) : nil
    }

    private static func hash(_ statement: OpaquePointer, _ seeds: [UInt64]) -> UInt64 {
        var cells: UInt64 = 0
        for (index, seed) in seeds.enumerated() {
            let column = Int32(index + 1)
            switch sqlite3_column_type(statement, column) {
            case SQLITE_INTEGER: cells &+= ContentHash.integer(sqlite3_column_int64(statement, column), seed: seed)
            case SQLITE_FLOAT: cells &+= ContentHash.real(sqlite3_column_double(statement, column), seed: seed)
            case SQLITE_TEXT:
                // The text first: it may be converted, and its length with it (https://sqlite.org/c3ref/column_blob.html).
                let text = UnsafeRawPointer(sqlite3_column_text(statement, column))
                let count = Int(sqlite3_column_bytes(statement, column))
                cells &+= ContentHash.text(UnsafeRawBufferPointer(start: text, count: count), seed: seed)
            case SQLITE_BLOB:
                let blob = sqlite3_column_blob(statement, column)
                let count = Int(sqlite3_column_bytes(statement, column))
                cells &+= ContentHash.blob(UnsafeRawBufferPointer(start: blob, count: count), seed: seed)
            default: continue
            }
        }
        return ContentHash.row(cells)
    }

    static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
