// Rows of batches as a SQLite database that is only in memory, for a copy into a real one.

import GRDBSQLite
import RowModel

/// A database whose tables hold rows that were never inserted: they are laid out as pages, as SQLite would have stored
/// them. An `INSERT INTO target SELECT * FROM image` then takes SQLite's transfer path, which copies whole records
/// without taking them apart ("xfer optimization", https://sqlite.org/src/file/src/insert.c), for a fraction of what a
/// row costs otherwise.
///
/// SQLite reads it as a file through a VFS (`ImageVFS.swift`). That file keeps to what SQLite expects of one: nothing
/// that is read in a transaction differs later in it. So each portion of rows is a table of its own, the pages of
/// which are made before anyone has read them; what was read before is gone, and asking for it again would be an I/O
/// error, never another row. ``beginTransaction()`` makes all tables unread again, as a change by another program
/// would (https://sqlite.org/fileformat2.html#file_change_counter).
///
/// ```
/// attach → (beginTransaction → (append… → close → INSERT … SELECT → next)…)…
/// ```
/// Confined to the connection's thread.
public final class BatchImage {
    /// A portion, in pages of 64 KiB: small enough to be still in the processor's cache when SQLite reads it.
    private static let leafLimit = 16
    /// Portions in one transaction.
    private static let tableLimit = 128

    /// Rows in the open portion.
    public var rowCount: Int { pages.rowCount }
    /// Whether SQLite, had it to number the rows of the open portion, would give them the rowids that they bring: if the
    /// largest rowid of the target is what ``startBehind(rowid:)`` was told, and that is not negative.
    public var hasConsecutiveRowids: Bool { pages.hasConsecutiveRowids }
    public var lastRowid: Int64 { pages.lastRowid }
    /// Whether the open portion may be appended to: not once the transaction has used up all tables.
    public var isUsable: Bool { table < schema.tables }

    private var pages: ImagePages
    private var schema: ImageSchema
    private var table = 0
    private var isClosed = false
    private let name: UnsafeMutablePointer<CChar>
    private let vfs: UnsafeMutablePointer<sqlite3_vfs>

    /// - Parameters:
    ///   - columns: those of the target, all of them, in its order.
    ///   - isStrict: whether the target is STRICT.
    /// - Returns: nil where the definition of such a table would not fit on a page.
    public init?(columns: [ImageColumn], isStrict: Bool) {
        guard let schema = ImageSchema(columns: columns, isStrict: isStrict, tables: Self.tableLimit) else { return nil }
        self.schema = schema
        pages = ImagePages(columns: columns, leafLimit: Self.leafLimit)
        vfs = .allocate(capacity: 1)
        // As good as any name that no other image has.
        let text = "weir-image-\(String(UInt(bitPattern: vfs), radix: 16))".utf8CString
        name = .allocate(capacity: text.count)
        text.withUnsafeBufferPointer { name.initialize(from: $0.baseAddress!, count: text.count) }
        vfs.initialize(to: makeImageVFS(of: self, named: name))
    }

    deinit {
        sqlite3_vfs_unregister(vfs)
        vfs.deallocate()
        name.deallocate()
    }

    /// Makes the image a database of the connection. It stays until the connection closes.
    /// - Throws: ``SQLiteError``.
    public func attach(as schemaName: String, to connection: OpaquePointer) throws(SQLiteError) {
        let code = sqlite3_vfs_register(vfs, 0)
        guard code == SQLITE_OK else { throw SQLiteError(code: code, message: String(cString: sqlite3_errstr(code))) }
        let sql = """
            ATTACH 'file:image?vfs=\(String(cString: name))&mode=ro' AS \(quoted(identifier: schemaName));
            PRAGMA \(quoted(identifier: schemaName)).mmap_size = \(fileBytes)
            """
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw SQLiteError(connection: connection) }
    }

    /// To be called before each transaction of the connection: all tables can be filled again.
    public func beginTransaction() {
        table = 0
        isClosed = false
        pages.removeAll(after: 0)
        schema.countChange()
    }

    /// What the rowids of rows that bring their own must be larger than; only while there are no rows.
    public func startBehind(rowid: Int64) {
        precondition(rowCount == 0)
        pages.removeAll(after: rowid)
    }

    /// Appends rows of a batch to the open portion, as far as they go.
    /// - Returns: how many rows, and why not more.
    public func append(_ batch: RowBatch, _ rows: Range<Int>) -> (rows: Int, stop: ImageStop) {
        precondition(isUsable && !isClosed)
        return pages.append(batch, rows)
    }

    /// Ends the open portion.
    /// - Returns: the name of the table that has its rows; its columns are c0, c1 and so on.
    public func close() -> String {
        precondition(isUsable && !isClosed && rowCount > 0)
        pages.close(firstLeaf: firstLeaf(of: table))
        isClosed = true
        return ImageSchema.name(ofTable: table)
    }

    /// Opens the next portion, once the rows of the one before have been copied, or are not wanted.
    public func next() {
        table += 1
        isClosed = false
        pages.removeAll(after: pages.lastRowid)
    }

    /// The roots follow the schema's page, the leaves of table after table follow the roots.
    private func firstLeaf(of table: Int) -> Int { 2 + schema.tables + table * pages.leafLimit }

    // MARK: What the VFS asks for

    var fileBytes: Int { (firstLeaf(of: schema.tables) - 1) * LeafPage.bytes }

    /// - Returns: where these bytes of the file are; nil for what was never there, or is there no more.
    func place(of offset: Int, count: Int) -> UnsafeMutableRawPointer? {
        let (page, start) = offset.quotientAndRemainder(dividingBy: LeafPage.bytes)
        guard start + count <= LeafPage.bytes, let content = content(ofPage: page + 1) else { return nil }
        return UnsafeMutableRawPointer(mutating: content + start)
    }

    private func content(ofPage page: Int) -> UnsafePointer<UInt8>? {
        if page == 1 { return schema.page }
        guard isClosed else { return nil }
        if page == 2 + table { return pages.rootPage }
        let leaf = page - firstLeaf(of: table)
        return 0..<pages.leafCount ~= leaf ? pages.leafPage(leaf) : nil
    }
}
