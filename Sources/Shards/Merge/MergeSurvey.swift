// All shards of a plan, looked at before the first row is taken.

import Foundation
import Ledger
import RowModel
import Sink

/// What the shards' ledgers say together. Neither inputs nor rows are counted again: that is what `verify-counts` does.
struct MergeSurvey {
    /// A shard's runs, one for each target.
    struct Shard {
        var runs: [Int64]
        var seals: [String]
        /// How many numbers of inputs each target has of its own.
        var numbersOfTarget: Int

        /// To be called for each shard that is opened again, since all that is known of it was read before.
        /// - Throws: ``MergeError/replaced(path:)``; `LedgerError`.
        func checkIsSame(_ database: ShardDatabase) throws {
            for (run, seal) in zip(runs, seals) where try database.seal(ofRun: run) != seal {
                throw MergeError.replaced(path: database.path)
            }
        }
    }

    let plan: PlanReader
    private let tables: [String]
    private let pipeline: String
    private(set) var shards: [Shard] = []
    /// Of each target, over all inputs.
    private(set) var totals: [InputAccount]
    /// By position in the plan.
    private(set) var splitInputs: [Int: SplitInput] = [:]
    private(set) var order: UnitOrder

    /// - Parameters:
    ///   - tables: of the targets.
    ///   - needsOrder: whether rows are taken in the plan's order.
    /// - Throws: ``MergeError``, ``PlanError``, `LedgerError`.
    init(
        _ plan: PlanReader, in folder: ShardFolder, pipeline: String, tables: [String], needsOrder: Bool,
        progress: () throws -> Void
    ) throws {
        self.plan = plan
        self.tables = tables
        self.pipeline = pipeline
        order = UnitOrder(targets: tables.count)
        let reading = InputReading(format: .ndjson, compression: .none)
        totals = tables.map { _ in
            InputAccount(input: InputRecord(index: 0, identity: InputIdentity(path: "", size: 0, modified: 0), reading: reading), stages: [])
        }
        try checkThere(folder)
        var coverage = PlanCoverage(plan.header)
        try plan.forEachShard { assignment in
            try progress()
            coverage.add(assignment)
            try add(assignment, folder.database(assignment.shard), needsOrder)
        }
        coverage.finish()
        guard coverage.problems.isEmpty else { throw MergeError.plan(path: plan.path, problems: coverage.problems) }
        for input in splitInputs.keys { splitInputs[input]!.finish() }
        order.sort()
    }

    private func checkThere(_ folder: ShardFolder) throws {
        let missing = (0..<plan.header.shards).filter { !FileManager.default.fileExists(atPath: folder.database($0)) }
        if !missing.isEmpty { throw MergeError.missing(folder: folder.path, shards: missing) }
    }

    private mutating func add(_ assignment: ShardAssignment, _ path: String, _ needsOrder: Bool) throws {
        let database = try Self.open(path)
        let numbers = tables.indices.map { assignment.numbers(behind: plan.header.inputs, target: $0) }
        let runs = try tables.indices.map { try run(of: assignment, target: $0, database) }
        shards.append(
            Shard(
                runs: runs.map(\.record.id), seals: runs.map { $0.record.seal ?? "" },
                numbersOfTarget: (numbers[0].max() ?? -1) + 1))
        for (target, run) in runs.enumerated() {
            for account in run.accounts { totals[target].add(account) }
        }
        let accounts = runs.map { Dictionary($0.accounts.map { ($0.input.index, $0) }, uniquingKeysWith: { first, _ in first }) }
        var firstRows = tables.map { _ in Int64(1) }
        for (position, unit) in assignment.units.enumerated() {
            // The runs have been found to have every unit.
            if let part = unit.part, let account = accounts[0][numbers[0][position]] {
                splitInputs[unit.input, default: SplitInput(unit.identity)].add(part, account.input)
            }
            guard needsOrder else { continue }
            order.add(unit, number: numbers[0][position], shard: assignment.shard, firstRows: firstRows)
            for target in tables.indices { firstRows[target] += Int64(accounts[target][numbers[target][position]]?.inserted ?? 0) }
        }
    }

    private static func open(_ path: String) throws -> ShardDatabase {
        do {
            return try ShardDatabase(path: path)
        } catch let error as LedgerError {
            throw error.reasonAgainstShard.map { MergeError.notThisShard(path: path, reason: $0) } ?? error
        }
    }

    /// - Throws: ``MergeError`` unless it is the plan's, whole, sealed and balanced.
    private func run(of assignment: ShardAssignment, target: Int, _ database: ShardDatabase) throws -> ShardDatabase.Run {
        let table = tables[target]
        guard let run = try database.run(into: table), run.record.pipeline == pipeline else {
            throw MergeError.notThisShard(path: database.path, reason: "no run of pipeline \"\(pipeline)\" has loaded table \"\(table)\"")
        }
        guard let shard = run.shard else {
            throw MergeError.notThisShard(path: database.path, reason: "it was loaded without a plan")
        }
        guard shard.plan == plan.digest else {
            throw MergeError.notThisShard(path: database.path, reason: "it belongs to another plan (\(shard.plan.prefix(12))…)")
        }
        guard shard.shard == assignment.shard else {
            throw MergeError.notThisShard(path: database.path, reason: "it is shard \(shard.shard) of the plan")
        }
        let problems = run.problems
            + UnitCheck(assignment, behind: plan.header.inputs, target: target).problems(with: run.accounts.map(\.input))
        guard problems.isEmpty else { throw MergeError.unbalanced(path: database.path, problems: problems) }
        return run
    }
}
