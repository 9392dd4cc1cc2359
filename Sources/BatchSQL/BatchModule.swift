// The C side of the batch table: SQLite's virtual table methods (https://sqlite.org/vtab.html).
//
// The hot loop of every insert and every expression: one xColumn call per cell, each a load and a sqlite3_result_…
// call, without allocation or reference counting.

import GRDBSQLite
import RowModel

/// A `sqlite3_vtab` with our field behind it. SQLite only knows the first member, which therefore must stay first.
struct BatchVTab {
    var base: sqlite3_vtab
    /// Owned by the module registration, which outlives every table made from it.
    var source: Unmanaged<BatchSource>
}

/// A `sqlite3_vtab_cursor` with our fields behind it.
///
/// The pointers are those of the exposed batch, taken in xFilter. They stay valid until the statement is reset, since a
/// batch is neither withdrawn nor grown before that (``BatchTable``).
struct BatchCursor {
    var base: sqlite3_vtab_cursor
    var source: Unmanaged<BatchSource>
    var row: Int
    var endRow: Int
    var cells: UnsafePointer<Cell>
    var stride: Int
    var arena: UnsafePointer<CChar>
    /// Slot of each column; allocated with the cursor.
    var slots: UnsafeMutablePointer<Int>
}

/// The module's methods. Built once; SQLite keeps the pointer for the life of each connection.
nonisolated(unsafe) let batchModule: UnsafePointer<sqlite3_module> = {
    let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    module.initialize(to: sqlite3_module())
    module.pointee.iVersion = 0
    // xCreate stays NULL: that is what makes the table eponymous-only.
    module.pointee.xConnect = { connection, auxiliary, _, _, table, _ in
        let source = Unmanaged<BatchSource>.fromOpaque(auxiliary!)
        let code = sqlite3_declare_vtab(connection, source.takeUnretainedValue().declaration)
        guard code == SQLITE_OK else { return code }
        let made = UnsafeMutablePointer<BatchVTab>.allocate(capacity: 1)
        made.initialize(to: BatchVTab(base: sqlite3_vtab(), source: source))
        table!.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    }
    module.pointee.xDisconnect = { table in
        UnsafeMutableRawPointer(table!).assumingMemoryBound(to: BatchVTab.self).deallocate()
        return SQLITE_OK
    }
    module.pointee.xBestIndex = { _, plan in
        plan!.pointee.estimatedCost = 1000
        plan!.pointee.estimatedRows = 1000
        return SQLITE_OK
    }
    module.pointee.xOpen = { table, cursor in
        let source = UnsafeMutableRawPointer(table!).assumingMemoryBound(to: BatchVTab.self).pointee.source
        let slots = source.takeUnretainedValue().slots
        let copy = UnsafeMutablePointer<Int>.allocate(capacity: max(1, slots.count))
        copy.initialize(from: slots, count: slots.count)
        let made = UnsafeMutablePointer<BatchCursor>.allocate(capacity: 1)
        made.initialize(
            to: BatchCursor(
                base: sqlite3_vtab_cursor(), source: source, row: 0, endRow: 0, cells: noCell, stride: 0,
                arena: noByte, slots: copy))
        cursor!.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
        return SQLITE_OK
    }
    module.pointee.xClose = { cursor in
        let made = batchCursor(cursor)
        made.pointee.slots.deallocate()
        made.deallocate()
        return SQLITE_OK
    }
    module.pointee.xFilter = { cursor, _, _, _, _ in
        let made = batchCursor(cursor)
        let source = made.pointee.source.takeUnretainedValue()
        guard let batch = source.batch else {
            made.pointee.row = 0
            made.pointee.endRow = 0
            return SQLITE_OK
        }
        made.pointee.row = source.firstRow
        made.pointee.endRow = source.endRow
        made.pointee.stride = batch.shape.slots
        made.pointee.cells = UnsafePointer(batch.row(source.firstRow))
        made.pointee.arena = UnsafeRawPointer(batch.arena).assumingMemoryBound(to: CChar.self)
        source.currentRow = source.firstRow
        return SQLITE_OK
    }
    module.pointee.xNext = { cursor in
        let made = batchCursor(cursor)
        made.pointee.row += 1
        made.pointee.cells += made.pointee.stride
        made.pointee.source._withUnsafeGuaranteedRef { $0.currentRow = made.pointee.row }
        return SQLITE_OK
    }
    module.pointee.xEof = { cursor in
        let made = batchCursor(cursor)
        return made.pointee.row >= made.pointee.endRow ? 1 : 0
    }
    module.pointee.xColumn = { cursor, context, column in
        let made = batchCursor(cursor)
        let cell = made.pointee.cells[made.pointee.slots[Int(column)]]
        switch cell.tag {
        case .integer: sqlite3_result_int64(context, cell.integerValue)
        // SQLITE_STATIC (a nil destructor): SQLite copies what it keeps; the arena outlives the statement's step.
        case .text: sqlite3_result_text(context, made.pointee.arena + cell.arenaOffset, Int32(cell.length), nil)
        case .real: sqlite3_result_double(context, cell.realValue)
        case .null: sqlite3_result_null(context)
        case .blob: sqlite3_result_blob(context, made.pointee.arena + cell.arenaOffset, Int32(cell.length), nil)
        }
        return SQLITE_OK
    }
    module.pointee.xRowid = { cursor, rowid in
        rowid!.pointee = Int64(batchCursor(cursor).pointee.row)
        return SQLITE_OK
    }
    return UnsafePointer(module)
}()

@inline(__always)
private func batchCursor(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<BatchCursor> {
    UnsafeMutableRawPointer(cursor.unsafelyUnwrapped).assumingMemoryBound(to: BatchCursor.self)
}

/// Stand-ins for a cursor over no batch; never read, since such a cursor is at its end.
nonisolated(unsafe) private let noCell: UnsafePointer<Cell> = {
    let cell = UnsafeMutablePointer<Cell>.allocate(capacity: 1)
    cell.initialize(to: .null)
    return UnsafePointer(cell)
}()
nonisolated(unsafe) private let noByte: UnsafePointer<CChar> = {
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return UnsafePointer(byte)
}()
