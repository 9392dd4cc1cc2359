// One shard of a plan, verified: as a database of its own, and as what the plan has given to it.

import Foundation
import Ledger
import PipelineSpec
import Readers
import RowModel

/// Verifies shards of one plan. Reads only.
public struct ShardVerification: Sendable {
    private let plan: PlanReader
    private let pipeline: String
    private let tables: [String]

    /// - Parameter spec: that the plan was made with.
    public init(_ plan: PlanReader, _ spec: PipelineSpec) {
        self.plan = plan
        pipeline = spec.name
        tables = spec.sinks.map(\.table.value)
    }

    /// - Parameter path: of the database.
    public func verdict(on assignment: ShardAssignment, database path: String, depth: ProofDepth) throws -> ShardVerdict {
        var verdict = ShardVerdict(
            plan: plan.digest, shard: assignment.shard, depth: depth, file: ShardVerdict.FileMark(path: path),
            units: assignment.units.count, bytes: assignment.bytes)
        guard verdict.file != nil else { return verdict }
        do {
            let ledger: ShardLedger
            do {
                ledger = try ShardLedger(database: path)
            } catch let error as LedgerError where error.reasonAgainstShard != nil {
                verdict.foreign = error.reasonAgainstShard
                return verdict
            }
            verdict.foreign = ledger.runs.lazy.compactMap { reason(against: $0.shard, assignment.shard) }.first
            if ledger.runs.isEmpty { verdict.foreign = "its ledger has no run" }
            if verdict.foreign != nil { return verdict }
            verdict.problems += strangers(in: ledger)
            let recounts = RecountMemory()
            for position in tables.indices { try verify(tableAt: position, of: ledger, assignment, path, recounts, &verdict) }
        } catch let error as LedgerError {
            verdict.problems.append(error.description)
        }
        return verdict
    }

    /// Why a run is not this plan's shard; nil if it is.
    private func reason(against found: RunShard?, _ shard: Int) -> String? {
        guard let found else { return "it was loaded without a plan" }
        if found.plan != plan.digest { return "it belongs to another plan (\(found.plan.prefix(12))…)" }
        return found.shard == shard ? nil : "it is shard \(found.shard) of the plan"
    }

    private func strangers(in ledger: ShardLedger) -> [String] {
        ledger.runs.filter { !tables.contains($0.table) || $0.pipeline != pipeline }.map {
            "run \($0.id) of pipeline \"\($0.pipeline)\" into table \"\($0.table)\" is not in the plan"
        }
    }

    private func verify(
        tableAt position: Int, of ledger: ShardLedger, _ assignment: ShardAssignment, _ path: String, _ recounts: RecountMemory,
        _ verdict: inout ShardVerdict
    ) throws {
        let table = tables[position]
        let runs = ledger.runs.filter { $0.table == table && $0.pipeline == pipeline }
        let report = try CountVerifier.verify(
            database: path, pipeline: pipeline, table: table, deep: verdict.depth == .deep, recounting: verdict.depth > .stored,
            remembering: tables.count > 1 ? recounts : nil)
        verdict.problems += report.allProblems.map { tables.count > 1 ? "table \"\(table)\": \($0)" : $0 }
        if runs.count > 1 {
            verdict.problems.append("table \"\(table)\" was loaded by \(runs.count) runs (\(runs.map { "\($0.id)" }.joined(separator: ", "))), not by one")
        }
        let accounts = runs.flatMap(\.accounts)
        verdict.problems += UnitCheck(assignment, behind: plan.header.inputs, target: position).problems(with: accounts.map(\.input))
        var totals = TableTotals(table: table)
        for account in accounts {
            totals.records += account.input.records
            totals.dropped += account.dropped
            totals.rejected += account.rejected
            totals.rows += account.inserted
            totals.added += account.stages.reduce(0) { $0 + $1.tally.added }
        }
        verdict.tables.append(totals)
    }
}

extension ShardVerdict.FileMark {
    /// - Returns: nil if there is no file.
    init?(path: String) {
        guard let status = FileStatus(path: path) else { return nil }
        self.init(size: status.size, modified: status.modified)
    }
}
