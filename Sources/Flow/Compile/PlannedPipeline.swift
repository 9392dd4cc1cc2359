// What has to be known of a pipeline whose inputs are shared out among several runs.

import PipelineSpec
import Transforms

/// A pipeline without its inputs.
public struct PlannedPipeline {
    private let compiled: CompiledPipeline

    /// Compiles a spec, and lists none of its inputs.
    /// - Parameter spec: has columns.
    /// - Throws: as ``PipelineCompiler/compile(_:)``.
    public init(_ spec: PipelineSpec) throws {
        compiled = try PipelineCompiler.compile(spec, reading: [])
    }

    /// The first stage that decides about a row by rows of other inputs; nil if there is none.
    public var stageOverInputs: String? { compiled.allTransforms.first { $0.memory == .run }?.name }

    /// The first stage that decides about a row by others of the same input, or may do so; nil if there is none.
    public var stageOverRows: String? { compiled.allTransforms.first { $0.memory != .none || $0.holdsRows }?.name }
}
