// A row batch as a table that SQL can read.

import GRDBSQLite
import RowModel

/// A virtual table over whatever batch is exposed at the moment: `SELECT … FROM name` reads the batch's rows in order.
///
/// It is an eponymous-only virtual table (https://sqlite.org/vtab.html#eponymous_only_virtual_tables): it exists for
/// the connection under its name, without a CREATE TABLE, and leaves nothing in any database. Text is handed to SQLite
/// straight out of the arena.
///
/// A statement over the table must be reset before the batch is withdrawn or its arena grows.
public final class BatchTable {
    public let name: String
    let source: BatchSource

    /// Registers the table on a connection. It stays until the connection closes.
    /// - Parameters:
    ///   - name: the table's name; unique on the connection.
    ///   - schema: the columns, in order, with their types as the table's declared types.
    ///   - connection: an open `sqlite3*`.
    /// - Throws: ``SQLiteError`` if SQLite refuses.
    public init(named name: String, schema: RowSchema, on connection: OpaquePointer) throws(SQLiteError) {
        self.name = name
        source = BatchSource(schema: schema)
        let code = sqlite3_create_module_v2(
            connection, name, batchModule, Unmanaged.passRetained(source).toOpaque(),
            { Unmanaged<BatchSource>.fromOpaque($0!).release() })
        guard code == SQLITE_OK else { throw SQLiteError(connection: connection) }
    }

    /// Lets SQL see the rows of `batch` from row `firstRow` up to `endRow` (default: all).
    public func expose(_ batch: RowBatch, from firstRow: Int = 0, upTo endRow: Int? = nil) {
        source.batch = batch
        source.firstRow = firstRow
        source.endRow = min(endRow ?? batch.rowCount, batch.rowCount)
        // Until the statement has begun: what it computes once, before the first row, may fail too.
        source.currentRow = firstRow
    }

    /// Ends the exposure; the table is empty until the next one.
    public func withdraw() {
        source.batch = nil
    }

    /// The row that the running statement over this table stands on; the first that is exposed, before there is one.
    public var currentRow: Int { source.currentRow }
}

/// What the C callbacks of the module see. Confined to the connection's thread.
final class BatchSource {
    let schema: RowSchema
    let slots: [Int]
    var batch: RowBatch?
    var firstRow = 0
    var endRow = 0
    var currentRow = 0

    init(schema: RowSchema) {
        self.schema = schema
        slots = schema.columns.map(\.slot)
    }

    /// The declaration for sqlite3_declare_vtab.
    var declaration: String {
        let columns = schema.columns.map { column in
            column.type == .any
                ? quoted(identifier: column.name)
                : "\(quoted(identifier: column.name)) \(column.type.sqlType)"
        }
        return "CREATE TABLE batch(\(columns.joined(separator: ", ")))"
    }
}
