// What upsert and ignore meet in the table: counted by a function that SQLite calls for every row whose key is there.

import BatchSQL
import GRDBSQLite
import Ledger
import RowModel

/// The SQL function `_weir_met`, called by the insert statement for each row in conflict with the values of one row:
/// for an upsert the row of the table as it was, for an insert that ignores the row that is left out. It is true for
/// an upsert and false else.
///
/// SQLite allows a function only so many arguments, so a wide row comes in several calls. Confined to the
/// connection's thread.
final class ConflictMeter {
    static let function = "_weir_met"
    /// SQLite's own limit is 127 (https://sqlite.org/limits.html), and the first column's position is an argument too.
    private static let columnsPerCall = 120

    private var met = StandingRows()
    /// The last rows that were met one behind the other and came from the same input, which `met` does not have yet.
    private var run = Standing()
    private var inputOfRun: Int?
    private let seeds: [UInt64]
    /// Position of the lineage column among the columns.
    private let inputColumn: Int?
    private let isUpdate: Bool
    private let calls: Int
    private var cells: UInt64 = 0
    private var callsSeen = 0
    private var input: Int?

    init(plan: TargetPlan) {
        seeds = plan.columns.map { ContentHash.seed(ofColumn: $0.name) }
        inputColumn = plan.columns.firstIndex { $0.name == LineageName.input }
        isUpdate = plan.mode == .upsert
        calls = (seeds.count + Self.columnsPerCall - 1) / Self.columnsPerCall
    }

    /// What was met since ``reset()``, by the input that the rows say they came from.
    var conflicts: StandingRows {
        closeRun()
        return met
    }

    /// The condition of `DO UPDATE … WHERE`.
    static func condition(_ names: [String]) -> String {
        stride(from: 0, to: names.count, by: columnsPerCall).map { start in
            let part = names[start..<min(start + columnsPerCall, names.count)]
            return "\(function)(\(start), \(part.joined(separator: ", ")))"
        }.joined(separator: " + ")
    }

    /// - Throws: ``BatchSQL/SQLiteError``.
    func register(on connection: OpaquePointer) throws {
        let code = sqlite3_create_function_v2(
            connection, Self.function, -1, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(),
            { context, count, values in
                let meter = Unmanaged<ConflictMeter>.fromOpaque(sqlite3_user_data(context)).takeUnretainedValue()
                sqlite3_result_int(context, meter.meet(UnsafeBufferPointer(start: values, count: Int(count))) ? 1 : 0)
            }, nil, nil, { Unmanaged<ConflictMeter>.fromOpaque($0!).release() })
        guard code == SQLITE_OK else { throw SQLiteError(connection: connection) }
    }

    /// To be called before each statement: one that failed is undone, and what it had met with it.
    func reset() {
        met = StandingRows()
        run = Standing()
        cells = 0
        callsSeen = 0
        input = nil
    }

    /// Returns true with the last values of a row that is to be updated.
    private func meet(_ values: UnsafeBufferPointer<OpaquePointer?>) -> Bool {
        let first = Int(sqlite3_value_int64(values[0]))
        for (offset, value) in values.dropFirst().enumerated() {
            cells &+= Self.hash(value!, seeds[first + offset])
            if first + offset == inputColumn, sqlite3_value_type(value) == SQLITE_INTEGER {
                input = Int(sqlite3_value_int64(value))
            }
        }
        callsSeen += 1
        guard callsSeen == calls else { return false }
        if input != inputOfRun {
            closeRun()
            inputOfRun = input
        }
        run.rows += 1
        run.contents &+= ContentHash.row(cells)
        cells = 0
        callsSeen = 0
        input = nil
        return isUpdate
    }

    private func closeRun() {
        if run.rows > 0 { met.add(run, of: inputOfRun) }
        run = Standing()
    }

    private static func hash(_ value: OpaquePointer, _ seed: UInt64) -> UInt64 {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return ContentHash.integer(sqlite3_value_int64(value), seed: seed)
        case SQLITE_FLOAT: return ContentHash.real(sqlite3_value_double(value), seed: seed)
        case SQLITE_TEXT:
            let text = UnsafeRawPointer(sqlite3_value_text(value))
            return ContentHash.text(
                UnsafeRawBufferPointer(start: text, count: Int(sqlite3_value_bytes(value))), seed: seed)
        case SQLITE_BLOB:
            let blob = sqlite3_value_blob(value)
            return ContentHash.blob(
                UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_value_bytes(value))), seed: seed)
        default: return 0
        }
    }
}
