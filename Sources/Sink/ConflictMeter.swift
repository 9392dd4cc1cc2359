// What upsert and ignore meet in the table: counted as SQLite tells of every row whose key is there.

import BatchSQL
import CSQLiteAPI
import GRDBSQLite
import Ledger
import RowModel

/// Hears of each row in conflict with the values of one row: for an upsert the row of the table as it was, for an insert
/// that ignores the row that is left out. In one of two ways:
///
/// - By the SQL function `_weir_met`, which the statement calls. It is true for an upsert and false else. SQLite allows
///   a function only so many arguments, so a wide row comes in several calls.
/// - For an upsert by SQLite's pre-update hook, where there is one. A statement that calls
///   a function might be aborted by it, so SQLite keeps a journal of every page that it changes; it keeps none for one
///   that calls none.
///
/// Confined to the connection's thread.
final class ConflictMeter {
    private static let function = "_weir_met"
    /// SQLite's own limit is 127 (https://sqlite.org/limits.html), and the first column's position is an argument too.
    private static let columnsPerCall = 120

    private var met = StandingRows()
    /// The last rows that were met one behind the other and came from the same input, which `met` does not have yet.
    private var run = Standing()
    private var inputOfRun: Int?
    private let function: String
    private let seeds: [UInt64]
    /// Position of the lineage column among the columns.
    private let inputColumn: Int?
    private let isUpdate: Bool
    private let calls: Int
    private var cells: UInt64 = 0
    private var callsSeen = 0
    private var input: Int?
    /// Positions in the table of the columns that are hashed, while updates are observed.
    private var positions: [Int32] = []

    init(plan: TargetPlan) {
        function = plan.ownName(Self.function)
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
    static func condition(ofPlan plan: TargetPlan, _ names: [String]) -> String {
        let function = plan.ownName(function)
        return stride(from: 0, to: names.count, by: columnsPerCall).map { start in
            let part = names[start..<min(start + columnsPerCall, names.count)]
            return "\(function)(\(start), \(part.joined(separator: ", ")))"
        }.joined(separator: " + ")
    }

    /// - Throws: ``BatchSQL/SQLiteError``.
    func register(on connection: OpaquePointer) throws {
        let code = sqlite3_create_function_v2(
            connection, function, -1, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(),
            { context, count, values in
                let meter = Unmanaged<ConflictMeter>.fromOpaque(sqlite3_user_data(context)).takeUnretainedValue()
                sqlite3_result_int(context, meter.meet(UnsafeBufferPointer(start: values, count: Int(count))) ? 1 : 0)
            }, nil, nil, { Unmanaged<ConflictMeter>.fromOpaque($0!).release() })
        guard code == SQLITE_OK else { throw SQLiteError(connection: connection) }
    }

    /// Whether SQLite can tell of updates before they are made.
    static var canObserveUpdates: Bool { weir_has_preupdate() != 0 }

    /// Counts every update that the connection makes within `body`. It must make no others than those of the statement.
    /// - Parameter positions: of the plan's columns in the table, which has no column with a default: SQLite would tell
    ///   of a null where a row is older than its column.
    func observingUpdates(ofColumnsAt positions: [Int32], on connection: OpaquePointer, _ body: () throws -> Void) rethrows {
        self.positions = positions
        weir_preupdate_hook(
            connection,
            { context, connection, operation, _, _, _, _ in
                guard operation == SQLITE_UPDATE else { return }
                Unmanaged<ConflictMeter>.fromOpaque(context!).takeUnretainedValue().meetUpdate(on: connection!)
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { weir_preupdate_hook(connection, nil, nil) }
        try body()
    }

    private func meetUpdate(on connection: OpaquePointer) {
        var cells: UInt64 = 0
        var input: Int?
        for (column, position) in positions.enumerated() {
            var value: OpaquePointer?
            // Only the lack of memory can make it fail; the checksum is then one that nothing fits.
            guard weir_preupdate_old(connection, position, &value) == SQLITE_OK, let value else { continue }
            cells &+= ContentHash.value(value, seed: seeds[column])
            if column == inputColumn, sqlite3_value_type(value) == SQLITE_INTEGER { input = Int(sqlite3_value_int64(value)) }
        }
        note(cells, of: input)
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
            cells &+= ContentHash.value(value!, seed: seeds[first + offset])
            if first + offset == inputColumn, sqlite3_value_type(value) == SQLITE_INTEGER {
                input = Int(sqlite3_value_int64(value))
            }
        }
        callsSeen += 1
        guard callsSeen == calls else { return false }
        note(cells, of: input)
        cells = 0
        callsSeen = 0
        input = nil
        return isUpdate
    }

    private func note(_ cells: UInt64, of input: Int?) {
        if input != inputOfRun {
            closeRun()
            inputOfRun = input
        }
        run.rows += 1
        run.contents &+= ContentHash.row(cells)
    }

    private func closeRun() {
        if run.rows > 0 { met.add(run, of: inputOfRun) }
        run = Standing()
    }
}
