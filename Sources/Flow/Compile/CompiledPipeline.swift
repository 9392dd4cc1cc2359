// A pipeline in which every name is resolved: it can be run, or shown.

import Ledger
import PipelineSpec
import Readers
import RowModel
import Sink
import Transforms

/// Everything a run needs. Made by ``PipelineCompiler``; can't hold an unknown column, a missing file or an expression
/// that does not compile.
public struct CompiledPipeline {
    public let spec: PipelineSpec
    public let inputs: [SourceInput]
    public let decode: DecodePlan
    /// What was looked at to infer the columns; nil if the spec gives them.
    public let inference: InferredColumns?
    /// The columns behind decode.
    public let sourceSchema: RowSchema
    /// Those that the rows of all targets pass through.
    public let transforms: [TransformStage]
    /// At least one, all in one database.
    public internal(set) var targets: [CompiledTarget]
    /// Of the batches of all targets.
    public let shape: BatchShape
    /// What of a plan it loads; nil for a pipeline that stands alone.
    public var shard: RunShard?

    /// Whether a stage holds rows back until the input's end, so that an input is committed as a whole.
    public var holdsRows: Bool { allTransforms.contains(where: \.holdsRows) }

    /// Those of all targets, and then those of each.
    var allTransforms: [TransformStage] { transforms + targets.flatMap(\.transforms) }

    /// How far back the transforms of a target remember rows.
    func memory(of target: CompiledTarget) -> RowMemory {
        (transforms + target.transforms).map(\.memory).max() ?? .none
    }

    /// What lookups refer to.
    var references: [Reference] { allTransforms.compactMap(\.reference) }

    /// What a run has to have in common with this one to go on with it; once the references are loaded.
    var loadIdentity: String {
        references.reduce(spec.loadIdentity) { "\($0)|\($1.identity)" }
    }

    /// The names of all stages but the sinks: decode, the transforms of all targets, and then those of each.
    public var stagesOfAllTargets: [String] {
        ["decode"] + allTransforms.map(\.name)
    }
}

/// A table, and what rows pass on their way to it behind the transforms of all.
public struct CompiledTarget {
    /// The target's own: the route, if it has one, and its transforms.
    public let transforms: [TransformStage]
    /// What every row behind the last transform has to meet; nil for nothing.
    public let expectations: RowExpectations?
    public private(set) var plan: TargetPlan
    /// What is done to each batch behind the last transform.
    public let rows: TargetRows
    /// The stages' names in order: decode, the transforms, sink.
    public let stageNames: [String]
}

extension CompiledTarget {
    /// See ``TargetPlan/shard(database:)``.
    func shard(database: String) -> CompiledTarget {
        var target = self
        target.plan = plan.shard(database: database)
        return target
    }
}
