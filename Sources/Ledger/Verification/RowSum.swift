// The hashes of a table's rows, added up in a function that SQLite calls for each row.

import GRDB
import GRDBSQLite
import RowModel

/// The SQL functions that a ``TableScan`` is made of. Confined to the connection's thread.
///
/// `_weir_row(input, value…, cells…)` is an aggregate that takes a row's values in one call: stepping through the rows
/// and asking for each column takes twice the time. SQLite allows a function only so many arguments, so what is left of
/// a wide row comes as sums of its cells, made by `_weir_cells(first, value…)`.
final class RowSum {
    /// SQLite's own limit is 127 (https://sqlite.org/limits.html); a table of 2,000 columns has 19 sums.
    private static let columnsPerCall = 100

    private let seeds: [UInt64]
    private(set) var found = StandingRows()
    /// Rows of one input that followed each other.
    private var run = Standing()
    private var input: Int?

    /// - Parameter columns: to hash; none to count only.
    init(columns: [String]) {
        seeds = columns.map { ContentHash.seed(ofColumn: $0) }
    }

    /// The expression to select.
    /// - Parameters:
    ///   - input: SQL for the input that a row says it came from.
    ///   - columns: SQL for each column to hash.
    static func expression(input: String, columns: [String]) -> String {
        let rest = stride(from: columnsPerCall, to: columns.count, by: columnsPerCall).map { first in
            "_weir_cells(\(first), \(columns[first...].prefix(columnsPerCall).joined(separator: ", ")))"
        }
        return "_weir_row(\(([input] + columns.prefix(columnsPerCall) + rest).joined(separator: ", ")))"
    }

    /// Makes the functions known while `body` runs.
    func registered<Result>(in db: Database, _ body: () throws -> Result) throws -> Result {
        try register(in: db)
        defer { unregister(in: db) }
        let result = try body()
        found.add(run, of: input)
        run = Standing()
        return result
    }

    private func register(in db: Database) throws {
        let connection = db.sqliteConnection
        let row = sqlite3_create_function_v2(
            connection, "_weir_row", -1, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(), nil,
            { context, count, values in
                let values = UnsafeBufferPointer(start: values, count: Int(count))
                RowSum.of(context)._withUnsafeGuaranteedRef { $0.addRow(values) }
            }, { sqlite3_result_null($0) }, RowSum.release)
        let cells = sqlite3_create_function_v2(
            connection, "_weir_cells", -1, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(),
            { context, count, values in
                let values = UnsafeBufferPointer(start: values, count: Int(count))
                let cells = RowSum.of(context)._withUnsafeGuaranteedRef { $0.cells(values) }
                sqlite3_result_int64(context, Int64(bitPattern: cells))
            }, nil, nil, RowSum.release)
        for code in [row, cells] where code != SQLITE_OK { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private func unregister(in db: Database) {
        for name in ["_weir_row", "_weir_cells"] {
            sqlite3_create_function_v2(db.sqliteConnection, name, -1, SQLITE_UTF8, nil, nil, nil, nil, nil)
        }
    }

    private static let release: @convention(c) (UnsafeMutableRawPointer?) -> Void = {
        Unmanaged<RowSum>.fromOpaque($0!).release()
    }

    private static func of(_ context: OpaquePointer?) -> Unmanaged<RowSum> {
        .fromOpaque(sqlite3_user_data(context))
    }

    /// Once for each row of the table.
    private func addRow(_ values: UnsafeBufferPointer<OpaquePointer?>) {
        let source = Self.input(values[0]!)
        if source != input {
            found.add(run, of: input)
            (input, run) = (source, Standing())
        }
        run.rows += 1
        guard !seeds.isEmpty else { return }
        let direct = min(seeds.count, Self.columnsPerCall)
        var cells: UInt64 = 0
        for column in 0..<direct { cells &+= ContentHash.value(values[1 + column]!, seed: seeds[column]) }
        for sum in values[(1 + direct)...] { cells &+= UInt64(bitPattern: sqlite3_value_int64(sum)) }
        run.contents &+= ContentHash.row(cells)
    }

    /// - Parameter values: the place of the first column, then the columns.
    private func cells(_ values: UnsafeBufferPointer<OpaquePointer?>) -> UInt64 {
        let first = Int(sqlite3_value_int64(values[0]))
        var cells: UInt64 = 0
        for place in 1..<values.count { cells &+= ContentHash.value(values[place]!, seed: seeds[first + place - 1]) }
        return cells
    }

    /// nil for a row that says nothing, or nothing that Weir would have written.
    private static func input(_ value: OpaquePointer) -> Int? {
        sqlite3_value_type(value) == SQLITE_INTEGER ? Int(sqlite3_value_int64(value)) : nil
    }
}
