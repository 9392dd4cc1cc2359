// A shard as its own ledger tells of it, for whoever takes its rows over.

import GRDB
import RowModel

/// A shard's database, opened for reading only.
public final class ShardDatabase {
    public let path: String
    private let file: LedgerFile

    /// A run of a shard, and what speaks against taking its rows.
    public struct Run: Sendable {
        public var record: RunRecord
        /// nil for a run that says nothing of a plan.
        public var shard: RunShard?
        /// In the order of their numbers.
        public var accounts: [InputAccount]
        /// In words; empty for a run that ended well and whose entries balance, unchanged since.
        public var problems: [String]
    }

    /// - Throws: ``LedgerError``
    public init(path: String) throws {
        self.path = path
        file = try LedgerFile(ledgerAt: path)
    }

    /// The run into a table, checked by all that its ledger holds: neither the inputs nor the table's rows are counted.
    /// - Returns: nil if there is none.
    public func run(into table: String) throws -> Run? {
        try file.read { db in
            let reader = LedgerReader(db)
            let runs = try reader.runs(into: table).filter { $0.status != .undone }
            guard let record = runs.last else { return nil }
            var run = Run(
                record: record, shard: try reader.shards()[record.id], accounts: try reader.accounts(ofRun: record.id), problems: [])
            if runs.count > 1 { run.problems.append("table \"\(table)\" has rows of \(runs.count) runs, and a shard's has one") }
            if record.rowsBefore != 0 { run.problems.append("table \"\(table)\" had rows before its run") }
            if record.status != .complete {
                run.problems.append("its run did not come to its end (\(record.status.rawValue))")
            } else if try Seal.compute(run: record.id, in: db) != record.seal {
                run.problems.append("its entries in the ledger have been changed since it ended (the seal does not fit)")
            }
            run.problems += try Self.imbalances(run, reader)
            return run
        }
    }

    private static func imbalances(_ run: Run, _ reader: LedgerReader) throws -> [String] {
        var rejects: [Int: [Int: Int]] = [:]
        for (place, count) in try reader.rejectCounts(ofRun: run.record.id) { rejects[place.input, default: [:]][place.stage] = count }
        return run.accounts.flatMap { account in
            let verdict = InputVerification(
                account: account, rejects: rejects[account.input.index] ?? [:], retried: 0, reloadedBy: nil, rows: nil, recount: nil
            ).verdict()
            let stages = verdict.stages.flatMap { stage in stage.problems.map { "\(stage.name): \($0)" } }
            return (verdict.problems + stages).map { "\(account.input.identity.path): \($0)" }
        }
    }

    /// As it was stored when the run ended; nil if there is no such run, or it has not ended well.
    public func seal(ofRun run: Int64) throws -> String? {
        try file.read { db in try LedgerReader(db).runs().first { $0.id == run }?.seal }
    }

    /// The accounts of a run, in the order of their numbers.
    public func accounts(ofRun run: Int64) throws -> [InputAccount] { try file.read { try LedgerReader($0).accounts(ofRun: run) } }

    /// - Throws: ``LedgerError``, also if the run has no such input.
    public func account(ofRun run: Int64, input: Int) throws -> InputAccount {
        let found = try file.read { try LedgerReader($0).accounts(ofRun: run, input: input).first }
        guard let found else { throw LedgerError.malformed("run \(run) has no input \(input)") }
        return found
    }

    /// See ``LedgerWriter/copyRejects(ofRun:input:from:as:recordsBefore:into:)``.
    /// - Throws: ``LedgerError`` of this database, `DatabaseError` of the one that they are copied into.
    public func copyRejects(
        ofRun run: Int64, input: Int, to ledger: LedgerWriter, as index: Int, recordsBefore: Int, in db: Database
    ) throws -> Int {
        do {
            return try file.read { source in
                try ledger.copyRejects(
                    ofRun: run, input: input, from: source, as: index, recordsBefore: recordsBefore, into: db)
            }
        } catch let failure as RejectNotKept {
            throw failure.error
        }
    }
}
