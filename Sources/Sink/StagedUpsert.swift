// Upserts in the order of the key, however the rows come.

import BatchSQL
import GRDB
import Ledger
import PipelineSpec
import RowModel

/// Collects the rows of a transaction in a temporary table, so that one statement can take them into the table in the
/// order of their keys. Rows in no order would touch a page of the table each; in order, rows of one page come one behind
/// the other, and each page is read, journaled and written once.
///
/// Rows of one key stay in the order they came in, so each finds what it would have found, had all come alone. That
/// the key is the only thing that decides about a row is a condition: see ``init(plan:table:in:)``. Confined to the
/// connection's thread.
final class StagedUpsert {
    private static let stageCacheBytes = 2 << 20
    /// In order, pages are needed once; and SQLite sorts in as much memory as this before it takes to files.
    private static let tableCacheBytes = 4 << 20

    /// Takes the rows of the stage into the table.
    let sql: String
    private(set) var rowCount = 0

    /// As SQL names it.
    private let stage: String
    private let copy: RecordCopy
    private let rowLimit: Int
    private let byteLimit: Int
    private var bytes = 0
    /// The slot of a key of one integer column, whose order is looked at.
    private let keySlot: Int?
    private var lastKey = Int64.min

    /// - Returns: nil where something else than the key decides about rows (another unique index, a trigger, a rule of
    ///   the table).
    /// - Parameter plan: of an upsert into a table with rowids.
    init?(plan: TargetPlan, table: String, in db: Database) throws {
        guard let existing = try ExistingTable(table, in: db), try Self.onlyKeyDecides(table, existing, plan, db)
        else { return nil }
        let existingColumns = try ExistingColumn.all(of: table, in: db)
        let isStrict = existing.isStrict
        let names = plan.columns.map(\.name.asciiLowercased)
        guard let rowid = ["rowid", "_rowid_", "oid"].first(where: { !names.contains($0) }) else { return nil }
        let columns = plan.columns.compactMap { column -> ImageColumn? in
            guard let found = existingColumns.first(where: { $0.isNamed(column.name) }) else { return nil }
            return ImageColumn(
                slot: column.slot, type: found.type, isNullable: found.isNullable, isRowid: false, isStrict: isStrict)
        }
        guard columns.count == plan.columns.count else { return nil }
        stage = "temp.\(plan.ownName("_weir_stage"))"
        let definitions = zip(plan.columns, columns).map { "\(quoted(identifier: $0.name)) \($1.declaration)" }
        try db.execute(
            sql: """
                PRAGMA temp.cache_size = -\(Self.stageCacheBytes / 1024);
                PRAGMA main.cache_size = -\(Self.tableCacheBytes / 1024);
                CREATE TABLE \(stage)(\(definitions.joined(separator: ", ")))\(isStrict ? " STRICT" : "")
                """)
        guard let copy = try RecordCopy(plan: plan, into: stage, columns: columns, isStrict: isStrict, in: db)
        else { return nil }
        self.copy = copy
        sql = plan.insert(into: table, from: stage, or: .fail, updatesAreObserved: true, orderedBy: plan.key + [rowid])
        rowLimit = plan.commit.rows
        byteLimit = plan.commit.bytes
        let key = plan.columns.first { $0.name == plan.key[0] }
        keySlot = plan.key.count == 1 && key?.type == .integer ? key?.slot : nil
    }

    private static func onlyKeyDecides(
        _ table: String, _ existing: ExistingTable, _ plan: TargetPlan, _ db: Database
    ) throws -> Bool {
        let isRowidKey = try ExistingColumn.all(of: table, in: db).contains { $0.isRowid }
        let unique = try Int.fetchOne(
            db, sql: #"SELECT count(*) FROM pragma_index_list(?, 'main') WHERE "unique""#, arguments: [table])
        return try unique == (isRowidKey ? 0 : 1) && RecordCopy.hasNoRules(table, existing, plan, db)
    }

    /// To be called before each transaction.
    func beginTransaction() {
        copy.beginTransaction()
        rowCount = 0
        bytes = 0
        lastKey = .min
    }

    /// Whether there are as many rows as a transaction has at most.
    var isFull: Bool { rowCount >= rowLimit || bytes >= byteLimit }

    /// - Returns: how many rows are in the stage; those behind them have to go another way, behind all that are there.
    func add(_ batch: RowBatch, _ range: Range<Int>, in db: Database) throws -> Int {
        let added = try copy.add(batch, range, in: db)
        rowCount += added
        bytes += batch.usedBytes * added / batch.rowCount
        return added
    }

    /// Whether rows need not wait: they are in order, and behind all that came before them in the transaction.
    func canGoAtOnce(_ batch: RowBatch, _ range: Range<Int>) -> Bool {
        guard rowCount == 0, let keySlot else { return false }
        var last = lastKey
        for row in range {
            let key = batch.row(row)[keySlot].integerValue
            if key < last { return false }
            last = key
        }
        lastKey = last
        return true
    }

    /// Sees to it that all rows are in the temporary table.
    func complete(in db: Database) throws { try copy.flush(in: db) }

    /// Empties the stage.
    func clear(in db: Database) throws {
        try db.execute(sql: "DELETE FROM \(stage)")
        rowCount = 0
        bytes = 0
    }
}
