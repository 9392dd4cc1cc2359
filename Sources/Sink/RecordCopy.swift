// The fast way into a table that takes rows as they are: laid out as records here, copied whole by SQLite.

import BatchSQL
import GRDB
import GRDBSQLite
import Ledger
import PipelineSpec
import RowModel

/// Lays rows out in a ``BatchImage`` and copies them into the table, some thousands at a time. Only for tables in which
/// no row can be refused or changed: then what was laid out is as good as inserted. Confined to the connection's thread.
final class RecordCopy {
    /// SQLite lets no more than ten databases be attached (https://sqlite.org/limits.html), and others may want some.
    private static let imageLimit = 8
    /// Up to so many columns it takes SQLite longer to look for a rowid than to make a record.
    private static let narrowColumns = 7
    /// Bytes of SQLite's page cache: only the end of the table is worth keeping.
    private static let cacheBytes = 4 << 20

    private let image: BatchImage
    /// What the image is called on the connection.
    private let schemaName: String
    /// The table, as SQL names it.
    private let target: String
    /// The column that is another name of the rowid. (`rowid` may be the name of one that is not.)
    private let rowidColumn: String?
    /// What is selected of rows whose rowids SQLite may as well give: null for that; nil if it is quicker to copy records.
    private let numberedColumns: String?
    /// Whether it is not known what the table's largest rowid is.
    private var mustLookForRowid = true

    /// Into the table that the rows are for.
    /// - Returns: nil for a table or mode for which SQLite has to look at every row.
    convenience init?(plan: TargetPlan, table: String, in db: Database) throws {
        guard plan.mode == .append || plan.mode == .replace, let existing = try ExistingTable(table, in: db),
            !existing.isWithoutRowid, try Self.indexCount(of: table, db) == 0,
            try Self.hasNoRules(table, existing, plan, db),
            let columns = try Self.columns(of: table, plan, isStrict: existing.isStrict, db)
        else { return nil }
        try self.init(
            plan: plan, into: "main.\(quoted(identifier: table))", columns: columns.image, isStrict: existing.isStrict,
            rowidColumn: columns.rowid, in: db)
        try db.execute(sql: "PRAGMA main.cache_size = -\(Self.cacheBytes / 1024)")
    }

    /// Into any table that has just these columns and no rules.
    /// - Parameter target: the table, as SQL names it.
    /// - Returns: nil where an image can't hold such rows, or there are as many images as may be.
    init?(
        plan: TargetPlan, into target: String, columns: [ImageColumn], isStrict: Bool, rowidColumn: String? = nil,
        in db: Database
    ) throws {
        guard plan.position < Self.imageLimit, let image = BatchImage(columns: columns, isStrict: isStrict)
        else { return nil }
        schemaName = plan.ownName("_weir_image")
        self.image = image
        self.target = target
        self.rowidColumn = rowidColumn
        numberedColumns = rowidColumn == nil || columns.count > Self.narrowColumns
            ? nil : columns.enumerated().map { $1.isRowid ? "NULL" : "c\($0)" }.joined(separator: ", ")
        try image.attach(as: schemaName, to: db.sqliteConnection!)
    }

    private static func indexCount(of table: String, _ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM pragma_index_list(?, 'main')", arguments: [table]) ?? 0
    }

    /// Whether the table, apart from its indexes, has nothing that could refuse a row, change it, or make something else
    /// of it: the conditions under which SQLite copies whole records, and under which that is the same as inserting row
    /// by row.
    static func hasNoRules(
        _ table: String, _ existing: ExistingTable, _ plan: TargetPlan, _ db: Database
    ) throws -> Bool {
        if existing.hasTriggers { return false }
        let definition = try String.fetchOne(
            db, sql: "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", arguments: [table])
        guard let definition else { return false }
        if definition == plan.createTable(named: table) { return true }
        // Someone else's. A name that only looks like one of these costs nothing but time.
        let words = definition.asciiLowercased
        return !["check", "collate", "autoincrement", "references", "conflict"].contains { words.contains($0) }
    }

    /// Every column of the table, as the image has to know it; nil if the spec does not fill all of them.
    private static func columns(
        of table: String, _ plan: TargetPlan, isStrict: Bool, _ db: Database
    ) throws -> (image: [ImageColumn], rowid: String?)? {
        let existing = try ExistingColumn.all(of: table, in: db)
        let columns = existing.compactMap { column -> ImageColumn? in
            let filled = plan.columns.first { column.isNamed($0.name) }
            guard let filled, !column.isGenerated, !column.hasDefault else { return nil }
            return ImageColumn(
                slot: filled.slot, type: column.type, isNullable: column.isNullable, isRowid: column.isRowid,
                isStrict: isStrict)
        }
        guard columns.count == existing.count, columns.count == plan.columns.count else { return nil }
        return (columns, existing.first(where: \.isRowid)?.name)
    }

    /// To be called before each transaction.
    func beginTransaction() {
        image.beginTransaction()
        mustLookForRowid = true
    }

    /// To be called when rows have come into the table another way.
    func rowsWereInserted() { mustLookForRowid = true }

    /// Lays rows of a batch out, copying what is laid out whenever it is enough.
    /// - Returns: how many rows are laid out; those behind them have to be inserted by SQL, and may be: all before
    ///   them are in the table.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``, `DatabaseError`.
    func add(_ batch: RowBatch, _ range: Range<Int>, in db: Database) throws -> Int {
        var row = range.lowerBound
        while image.isUsable {
            if mustLookForRowid, let rowidColumn { try look(for: rowidColumn, db) }
            let (rows, stop) = image.append(batch, row..<range.upperBound)
            row += rows
            if stop == .end { return row - range.lowerBound }
            let isEmpty = image.rowCount == 0
            try flush(in: db)
            // A row that does not even fit into an empty image fits into none.
            if stop == .unfit || isEmpty { break }
        }
        return row - range.lowerBound
    }

    private func look(for rowidColumn: String, _ db: Database) throws {
        let largest = try Int64.fetchOne(db, sql: "SELECT max(\(quoted(identifier: rowidColumn))) FROM \(target)")
        image.startBehind(rowid: max(largest ?? -1, -1))
        mustLookForRowid = false
    }

    /// Copies what is laid out into the table.
    ///
    /// Before SQLite copies a record to a rowid, it looks whether that is taken, from the root of the table down. It does
    /// not where it is to give the rowid itself.
    /// - Throws: ``SinkError/unbalanced(input:imbalances:)``, `DatabaseError`.
    func flush(in db: Database) throws {
        let rows = image.rowCount
        if rows == 0 { return }
        let numbered = image.hasConsecutiveRowids ? numberedColumns : nil
        let source = "\(schemaName).\(image.close())"
        // What the table says of conflicts is overruled, as in TargetPlan; there are none.
        let sql = "INSERT OR ABORT INTO \(target) SELECT \(numbered ?? "*") FROM \(source)"
        try db.cachedStatement(sql: sql).execute()
        let connection = db.sqliteConnection!
        try require("rows laid out = rows inserted", rows, Int(sqlite3_changes64(connection)))
        if numbered != nil {
            try require("last rowid laid out = last rowid given", Int(image.lastRowid), Int(sqlite3_last_insert_rowid(connection)))
        }
        image.next()
    }

    private func require(_ equation: String, _ left: Int, _ right: Int) throws(SinkError) {
        if left == right { return }
        throw .unbalanced(
            input: "table \(target)", imbalances: [Imbalance(equation: equation, left: left, right: right)])
    }
}
