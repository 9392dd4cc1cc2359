// All shards of a plan, verified as one load.

import Foundation
import PipelineSpec
import RowModel

/// What was found of all shards.
public struct PlanReport: Sendable, Codable {
    public var plan: String
    public var folder: String
    public var pipeline: String
    public var inputs: Int
    public var shards: [ShardVerdict]
    public var totals: [TableTotals]
    /// What is wrong with the whole.
    public var problems: [String]

    public var isBalanced: Bool { problems.isEmpty && shards.allSatisfy(\.isBalanced) }

    /// Every problem, each with its place.
    public var allProblems: [String] {
        shards.flatMap { verdict -> [String] in
            let name = "shard \(verdict.shard)"
            if verdict.isMissing {
                return [
                    "\(name) is missing (\(ShardName.database(verdict.shard))), and with it \(verdict.units.counted("unit")) of "
                        + "\(verdict.bytes.counted("byte")); weir run --shard \(verdict.shard) loads it"
                ]
            }
            if let reason = verdict.foreign { return ["\(name): \(ShardName.database(verdict.shard)) is not this shard: \(reason)"] }
            return verdict.problems.map { "\(name): \($0)" }
        } + problems
    }
}

/// Holds a folder of shards against a plan: each input in exactly one shard, no shard missing, foreign or of another plan,
/// each shard balanced, and the whole, too. Reads only.
public struct PlanProof {
    private let plan: PlanReader
    private let spec: PipelineSpec
    private let folder: ShardFolder
    private let verification: ShardVerification

    /// - Throws: ``ShardError/otherEnvironment(plan:)``, `SpecError`
    public init(_ plan: PlanReader, folder: ShardFolder) throws {
        self.plan = plan
        self.folder = folder
        spec = try plan.spec()
        verification = ShardVerification(plan, spec)
    }

    /// Verifies one shard alone.
    public func verdict(onShard shard: Int, depth: ProofDepth) throws -> ShardVerdict {
        try verification.verdict(on: plan.assignment(ofShard: shard), database: folder.database(shard), depth: depth)
    }

    /// - Parameters:
    ///   - verdicts: where the shards' own verdicts are; nil to look at the shards themselves.
    ///   - progress: told of each shard before it is looked at.
    public func report(depth: ProofDepth, verdicts: VerdictFolder? = nil, progress: (Int) -> Void = { _ in }) throws -> PlanReport {
        var report = PlanReport(
            plan: plan.path, folder: folder.path, pipeline: spec.name, inputs: plan.header.inputs, shards: [],
            totals: spec.sinks.map { TableTotals(table: $0.table.value) }, problems: [])
        var coverage = PlanCoverage(plan.header)
        try plan.forEachShard { assignment in
            coverage.add(assignment)
            progress(assignment.shard)
            let path = folder.database(assignment.shard)
            let verdict = try verdicts?.verdict(
                on: assignment, plan: plan, tables: report.totals.map(\.table), database: path, depth: depth)
                ?? verification.verdict(on: assignment, database: path, depth: depth)
            for totals in verdict.tables {
                if let position = report.totals.firstIndex(where: { $0.table == totals.table }) { report.totals[position].add(totals) }
            }
            report.shards.append(verdict)
        }
        coverage.finish()
        report.problems = coverage.problems + strangers()
        if report.shards.allSatisfy(\.isBalanced) { report.problems += report.totals.flatMap(problems) }
        return report
    }

    private func problems(of totals: TableTotals) -> [String] {
        let name = spec.sinks.count > 1 ? "table \"\(totals.table)\": " : ""
        var problems: [String] = []
        if let problem = totals.problem { problems.append(name + problem) }
        switch spec.rejectLimit {
        case .count(let most) where totals.rejected > most:
            problems.append("\(name)\(totals.rejected.counted("reject")) in all shards, and rejects.max is \(most.grouped)")
        case .percent(let most) where Double(totals.rejected) * 100 > most * Double(totals.records):
            problems.append("\(name)\(totals.rejected.grouped) of \(totals.records.grouped) records are rejects, and rejects.max is \(most)%")
        default: break
        }
        return problems
    }

    /// What is in the folder and must not be there.
    private func strangers() -> [String] {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            return ["\(folder.path): the folder can't be looked through: \(error.localizedDescription)"]
        }
        var problems = files.sorted().compactMap { name -> String? in
            guard name.hasSuffix(".sqlite"), !name.hasPrefix(".") else { return nil }
            if let shard = ShardName.shard(ofDatabase: name), shard < plan.header.shards { return nil }
            return "\(folder.file(name)) is none of the plan's \(plan.header.shards.counted("shard"))"
        }
        if files.contains(ShardName.plan), (try? PlanReader(path: folder.file(ShardName.plan)).digest) != plan.digest {
            problems.append("\(folder.file(ShardName.plan)) is another plan than \(plan.path)")
        }
        return problems
    }
}
