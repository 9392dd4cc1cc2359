// A writer that takes over what shards have loaded: their tables whole, or row by row in the order of their inputs.

import BatchSQL
import Foundation
import GRDB
import Ledger
import PipelineSpec
import RowModel

extension SinkWriter {
    /// Takes over tables of a shard: rows, rejects, tallies, and the note that they are taken. Commits them together with
    /// those of the shards in front, once that is as much as a transaction should have, or as many shards as it can have.
    /// - Parameters:
    ///   - shares: at most one for each target.
    ///   - wasStopped: asked before the commit.
    /// - Throws: ``SinkError``; the transaction is then still open, for ``abort(_:error:)``.
    public func take(_ shares: [ShardShare], from shard: ShardSource, unless wasStopped: () throws -> Void = {}) throws {
        let schema = try access { try attachedShards.attach(shard.ledger.path, in: $0) }
        for share in shares {
            let target = targets[share.target]
            try access(target) { db in
                try beginIfNeeded(db)
                try RenumberedRows.prepare(share.inputs.map(\.number), in: db)
                do {
                    try target.take(share, from: shard, in: schema, of: db)
                } catch let error as DatabaseError where attachedShards.isDamaged(schema, after: error, in: db) {
                    throw SinkError.unreadableShard(shard: shard.name, message: error.message ?? error.description)
                }
            }
        }
        let (bytes, isFull) = try access { try (attachedShards.bytes(of: schema, in: $0), attachedShards.isFull(in: $0)) }
        countTaken(rows: shares.reduce(0) { $0 + $1.rows }, bytes: bytes)
        try wasStopped()
        if isFull || isCommitDue { try commitOpen() }
    }

    /// Commits what is open, if anything is.
    public func commitOpen() throws {
        if hasOpenTransaction { try commit() }
    }

    /// Commits what is open, if it is as much as a transaction should have at most. Between inputs only.
    public func commitIfDue() throws {
        if isCommitDue { try commit() }
    }

    /// The runs by which the shards of a plan have come into the targets already, if they have and are there still.
    public func runs(thatMerged plan: String) throws -> [RunRecord?] {
        try access { db in
            guard try LedgerSchema.exists(in: db) else { return targets.map { _ in nil } }
            return try targets.map { try LedgerReader(db).run(thatMerged: plan, into: $0.plan.table) }
        }
    }

    /// The shards that a run has taken rows of.
    public func mergedShards(ofRun run: Int64) throws -> [MergedShard] {
        try access { try LedgerReader($0).mergedShards(ofRun: run) }
    }

    /// What is committed of each target's run, in numbers.
    public func runTotals() throws -> [RunTotals] {
        try access { db in
            let reader = LedgerReader(db)
            return try targets.compactMap { target in
                try reader.runs(into: target.plan.table).last { $0.id == target.ledger?.runID }.map(reader.totals)
            }
        }
    }

    /// Goes on with inputs of which parts are committed.
    /// - Parameter begun: of each target.
    public func goOn(with begun: [[InputAccount]]) {
        for (target, accounts) in zip(targets, begun) { target.open.goOn(with: accounts) }
    }

    /// Takes over what a shard has of an input that was begun, but for its rows: rejects, and the note of the shard.
    public func takeRejects(of input: InputShare, ofRun run: Int64, from shard: ShardSource, _ note: MergedShard, target: Int) throws {
        let target = targets[target]
        try access(target) { db in
            try beginIfNeeded(db)
            try target.copyRejects(input, ofRun: run, from: shard, in: db)
            try target.ledger!.note(note, in: db)
        }
    }

    /// Inserts a batch of a shard's rows as those of an input that was begun.
    /// - Parameters:
    ///   - batch: as the shard has it.
    ///   - number: of its input.
    /// - Returns: the checksum of the rows as the shard has them.
    /// - Throws: ``SinkError/refusedFromShard(shard:table:message:)`` for a row that the table refuses; ``SinkError``.
    public func write(_ batch: RowBatch, of number: RenumberedRows.Number, target: Int, from shard: ShardSource) throws -> UInt64 {
        let writer = targets[target]
        let contents = writer.prepare(batch, of: number)
        try write(batch) { refused in
            if let reject = refused.first { throw writer.refusal(reject.reason, shard) }
        }
        return contents
    }
}

extension TargetWriter {
    /// Makes of a shard's rows a batch of their input in this run: its records and what became of them are counted already.
    /// - Returns: the checksum of the rows as they were.
    fileprivate func prepare(_ batch: RowBatch, of number: RenumberedRows.Number) -> UInt64 {
        let account = open[number.now]
        let before = plan.rows.contents(of: batch)
        batch.inputIndex = number.now
        batch.recordBase = account.input.records + 1
        batch.streamOffset = account.input.decodedBytes
        batch.blockEnd = 0
        batch.tallies = Array(repeating: Tally(), count: account.stages.count - 1)
        batch.contents = before
        guard plan.lineage != nil, !number.isSame else { return before }
        plan.rows.renumber(batch, input: number.now, recordsBefore: number.recordsBefore)
        batch.contents = plan.rows.contents(of: batch)
        return before
    }
}
