// Rows that a shard has loaded already, taken over into the target.

import BatchSQL
import GRDB
import GRDBSQLite
import Ledger
import RowModel

extension TargetWriter {
    /// Copies all rows of a shard's table, and takes over what its ledger says of them.
    ///
    /// `SELECT *` from a table of the same columns lets SQLite move whole records ("xfer optimization",
    /// https://sqlite.org/src/file/src/insert.c), where the table has neither unique indexes nor triggers.
    /// - Parameter schema: what the shard is attached as.
    /// - Throws: ``SinkError/notTheShard(shard:reason:)``, ``SinkError/refusedFromShard(shard:table:message:)``,
    ///   ``SinkError/unbalanced(input:imbalances:)``, `DatabaseError`; the transaction is then to be undone.
    func take(_ share: ShardShare, from shard: ShardSource, in schema: String, of db: Database) throws {
        var share = share
        try checkColumns(shard, in: schema, of: db)
        if share.rows > 0 {
            let sql = try needsRenumbering(share) ? renumber(&share, shard, in: schema, of: db) : copy(from: schema, of: db)
            try insert(sql, expecting: share.rows, shard, in: db)
        }
        for input in share.inputs { try add(input, ofRun: share.run, from: shard, in: db) }
        try ledger!.note(share.note, in: db)
    }

    /// Takes over an input whose rows are in the transaction.
    private func add(_ input: InputShare, ofRun run: Int64, from shard: ShardSource, in db: Database) throws {
        try copyRejects(input, ofRun: run, from: shard, in: db)
        open.add(input)
        gained += input.account.inserted
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` if not all are there that are counted.
    func copyRejects(_ input: InputShare, ofRun run: Int64, from shard: ShardSource, in db: Database) throws {
        guard input.account.rejected > 0 else { return }
        let copied = try shard.ledger.copyRejects(
            ofRun: run, input: input.number.before, to: ledger!, as: input.account.input.index,
            recordsBefore: input.number.recordsBefore, in: db)
        try require("rejects counted = rejects kept", input.account.rejected, copied, of: input.account.input.identity.path)
    }

    private func insert(_ select: String, expecting rows: Int, _ shard: ShardSource, in db: Database) throws {
        do {
            // What the table says of conflicts is overruled, as in TargetPlan.
            try db.execute(sql: "INSERT OR ABORT INTO main.\(quoted(identifier: table.insertTarget))\(select)")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw refusal(error.message ?? error.description, shard)
        }
        let balance = Imbalance(
            equation: "rows inserted by its ledger = rows taken from its table", left: rows,
            right: Int(sqlite3_changes64(db.sqliteConnection!)))
        guard balance.left == balance.right else {
            throw SinkError.notTheShard(shard: shard.name, reason: balance.description)
        }
    }

    func refusal(_ message: String, _ shard: ShardSource) -> SinkError {
        .refusedFromShard(
            shard: shard.name, table: plan.table, message: message.replacing("\(plan.shadowTable).", with: "\(plan.table)."))
    }

    /// The rows as they are.
    private func copy(from schema: String, of db: Database) throws -> String {
        let source = "\(quoted(identifier: schema)).\(quoted(identifier: plan.table))"
        let existing = try ExistingColumn.all(of: table.insertTarget, in: db)
        let isAlike = existing.count == plan.columns.count && zip(existing, plan.columns).allSatisfy { $0.isNamed($1.name) }
        return isAlike ? " SELECT * FROM \(source)" : "(\(columnList)) SELECT \(columnList) FROM \(source)"
    }

    private var columnList: String { plan.columns.map { quoted(identifier: $0.name) }.joined(separator: ", ") }

    private func needsRenumbering(_ share: ShardShare) -> Bool {
        plan.lineage != nil && !share.inputs.allSatisfy(\.number.isSame)
    }

    /// The rows with the numbers that their inputs and records have here. Their checksums are made anew, once they have
    /// turned out to be those that were loaded.
    private func renumber(
        _ share: inout ShardShare, _ shard: ShardSource, in schema: String, of db: Database
    ) throws -> String {
        let rows = RenumberedRows(schema: schema, table: plan.table, columns: plan.columns.map(\.name))
        let before = try rows.standingBefore(in: db)
        for input in share.inputs { try checkContents(input.account, before[input.number.before], shard) }
        let now = try rows.standingNow(in: db)
        var parts: [Int: Standing] = [:]
        for position in share.inputs.indices {
            let index = share.inputs[position].account.input.index
            // Two parts of an input that are in one shard have one number here.
            let isSecond = parts.updateValue(now[index], forKey: index) != nil
            share.inputs[position].account.input.contents = isSecond ? 0 : now[index].contents
        }
        return "(\(columnList)) \(rows.select)"
    }

    /// - Throws: ``SinkError/unbalanced(input:imbalances:)`` where the rows of an input are not what its shard has loaded.
    public func checkContents(_ account: InputAccount, _ found: Standing, _ shard: ShardSource) throws {
        let input = account.input
        try require("rows of \(input.identity.path) by its ledger = rows in its table", account.inserted, found.rows, of: shard.name)
        guard input.contents == found.contents else {
            throw SinkError.notTheShard(
                shard: shard.name, reason: "its rows of \(input.identity.path) are not what was loaded (checksum)")
        }
    }

    private func checkColumns(_ shard: ShardSource, in schema: String, of db: Database) throws {
        let names = try String.fetchAll(
            db, sql: "SELECT name FROM pragma_table_xinfo(?, ?) WHERE hidden = 0", arguments: [plan.table, schema])
        guard names.map(\.asciiLowercased) != plan.columns.map(\.name.asciiLowercased) else { return }
        let reason =
            names.isEmpty
            ? "it has no table \"\(plan.table)\"" : "the columns of its table \"\(plan.table)\" are not those of the plan's spec"
        throw SinkError.notTheShard(shard: shard.name, reason: reason)
    }
}
