// A pipeline in which every name is resolved: it can be run, or shown.

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
    public let transforms: [TransformStage]
    /// What every row behind the last transform has to meet; nil for nothing.
    public let expectations: RowExpectations?
    public let target: TargetPlan
    public let shape: BatchShape

    /// The columns that reach the table.
    public var schema: RowSchema { transforms.last?.schema ?? sourceSchema }

    /// Whether a stage holds rows back until the input's end, so that an input is committed as a whole.
    public var holdsRows: Bool { transforms.contains(where: \.holdsRows) }

    /// How far back the transforms remember rows.
    var memory: RowMemory { transforms.map(\.memory).max() ?? .none }

    /// What lookups refer to.
    var references: [Reference] { transforms.compactMap(\.reference) }

    /// What a run has to have in common with this one to go on with it; once the references are loaded.
    var loadIdentity: String {
        references.reduce(spec.loadIdentity) { "\($0)|\($1.identity)" }
    }

    /// The stages' names in order: decode, the transforms, sink.
    public var stageNames: [String] { ["decode"] + transforms.map(\.name) + ["sink"] }
}
