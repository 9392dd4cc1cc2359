// One shard of a plan: what it loads, whether that has been done, and where it goes.

import Flow
import Foundation
import Ledger
import PipelineSpec
import Readers
import RowModel
import Sink

/// Loads one shard exactly once, however often it is tried: into a database that nobody else sees, which appears under its
/// name when it is whole and on the disk.
public struct ShardLoad {
    public let plan: PlanReader
    public let folder: ShardFolder
    public let shard: Int
    private let spec: PipelineSpec
    private let assignment: ShardAssignment

    /// - Throws: ``PlanError``, ``ShardError``
    public init(_ spec: PipelineSpec, plan: PlanReader, shard: Int, folder: ShardFolder) throws {
        self.spec = spec
        self.plan = plan
        self.shard = shard
        self.folder = folder
        assignment = try plan.assignment(ofShard: shard)
        guard Seal.digest(of: spec.loadIdentity) == plan.header.specDigest else {
            throw ShardError.otherSpec(spec: spec.path, plan: plan.path)
        }
        try checkDivision()
    }

    /// What `weir plan` would have left whole is not to be read in parts: a footer would be cut off each, say.
    private func checkDivision() throws {
        guard assignment.units.contains(where: { $0.part != nil }) else { return }
        let splitter = try FileSplitter(spec, .prove, stageOverRows: PlannedPipeline(spec).stageOverRows)
        guard let reason = splitter.reasonForAll else { return }
        throw PlanError.notAPlan(path: plan.path, reason: "it divides what has to be read as a whole (\(reason))")
    }

    /// The shard as it will be called.
    public var path: String { folder.database(shard) }

    /// Whether the shard is there already, whole and balanced.
    /// - Throws: ``ShardError`` if something else is there.
    public func isPublished() throws -> Bool {
        try folder.checkPlan(plan)
        guard folder.has(ShardName.database(shard)) else { return false }
        // To look into a pipe would be to wait for who writes to it.
        guard FileStatus.isFile(path) else { throw ShardError.notThisShard(path: path, reason: "it is no file, or a link to none") }
        let verdict = try ShardVerification(plan, spec).verdict(on: assignment, database: path, depth: .stored)
        if let reason = verdict.foreign { throw ShardError.notThisShard(path: path, reason: reason) }
        guard verdict.problems.isEmpty else { throw ShardError.unbalanced(path: path, problems: verdict.problems) }
        return true
    }

    public func compile(into scratch: ScratchDatabase) throws -> CompiledPipeline {
        try PipelineCompiler.compile(
            spec, shard: RunShard(plan: plan.digest, shard: shard, shards: plan.header.shards),
            inputs: assignment.sources(behind: plan.header.inputs), database: scratch.path)
    }

    public func makeScratch(in folder: String) throws -> ScratchDatabase {
        try ScratchDatabase(in: folder, named: "weir-\(plan.digest.prefix(12))-\(ShardName.stem(shard))")
    }

    /// What a load has failed of, as it is to be told: of a database that goes with its run nothing is safe.
    public func failure(_ error: any WeirError) -> any WeirError {
        switch error {
        case SinkError.diskFull(let path): ShardError.scratch(path: path, reason: "the disk is full")
        case SinkError.inputOutput(let path, let message): ShardError.scratch(path: path, reason: "writing failed: \(message)")
        default: error
        }
    }

    /// Puts a loaded shard in its place, unless another attempt was faster.
    /// - Returns: whether it is this one that is there now.
    /// - Throws: ``ShardError``; then nothing is left in the folder.
    public func publish(_ scratch: ScratchDatabase) throws -> Bool {
        let verdict = try ShardVerification(plan, spec).verdict(on: assignment, database: scratch.path, depth: .stored)
        guard verdict.isBalanced else {
            throw ShardError.notAsPlanned(shard: shard, problems: verdict.foreign.map { [$0] } ?? verdict.problems)
        }
        try folder.publishPlan(plan)
        let isFirst = try folder.publish(scratch.path, asShard: shard)
        if !isFirst, try !isPublished() {
            throw ShardError.cannotCreate(path: path, reason: "another file was there when it was to be published, and is gone now")
        }
        return isFirst
    }
}
