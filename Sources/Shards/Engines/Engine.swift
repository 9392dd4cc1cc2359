// What places and retries the runs of a plan's shards, and how it is asked to.

import Flow
import PipelineSpec
import RowModel

public enum Engine: String, Sendable, CaseIterable {
    case slurm, kubernetes, spark
}

/// Everything that a script for a plan names. Paths are absolute: they have to be the same wherever a shard is loaded.
public struct EngineLoad: Sendable {
    public var pipeline: String
    public var specPath: String
    public var planPath: String
    /// Where shards are published.
    public var shardFolder: String
    /// Where the merge goes: where one run without a plan would have loaded to.
    public var database: String
    public var shards: Int
    /// What `--set` gave.
    public var parameters: [String: String]
    /// Folders that inputs, the references of lookups, and all of the above are in.
    public var folders: Set<String>
    public var toolVersion: String
}

extension EngineLoad {
    /// - Parameter planPath: as the user named it.
    public init(_ plan: DraftPlan, _ spec: PipelineSpec, planPath: String, parameters: [String: String]) {
        let footprint = PipelineFootprint(spec)
        pipeline = plan.header.pipeline
        specPath = plan.header.specPath
        self.planPath = planPath.fromRoot
        shardFolder = ShardFolder.standard(forPlan: self.planPath)
        database = PipelineCompiler.databasePath(of: spec).fromRoot
        shards = plan.header.shards
        self.parameters = parameters
        folders = Set(plan.folders).union([specPath, self.planPath, database].map(\.folderPart))
        folders.formUnion(footprint.references.map { $0.fromRoot.folderPart })
        toolVersion = plan.header.toolVersion
    }

    public func script(for engine: Engine, image: String? = nil) -> String {
        switch engine {
        case .slurm: slurmScript
        case .spark: sparkScript
        case .kubernetes: kubernetesManifest(image: image ?? "weir:\(toolVersion)")
        }
    }

    var load: [String] { ["weir", "run", specPath, "--plan", planPath, "--into", shardFolder] + setting }
    var proof: [String] { ["weir", "verify-counts", "--plan", planPath, shardFolder] }
    var merge: [String] { ["weir", "merge", shardFolder, "--plan", planPath, "-o", database] }

    var setting: [String] {
        parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
    }
}

extension [String] {
    /// As a shell takes it for one command.
    var shellCommand: String { map(\.shellWord).joined(separator: " ") }
}
