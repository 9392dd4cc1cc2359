// The seam every transform implements: a batch in, the same batch changed or others in its place, and a tally of what became
// of its rows.

import PipelineSpec
import RowModel

/// Changes the rows of a batch in place. Confined to one task at a time.
public protocol RowTransform {
    /// - Parameters:
    ///   - batch: its rows are changed, taken out or refused; refused ones are noted in `batch.rejects`.
    ///   - stage: this transform's position in the pipeline, for the rejects; decode is 0.
    /// - Returns: what became of the rows; it balances.
    func apply(to batch: RowBatch, stage: Int) -> Tally
}

/// A transform of the compiled pipeline.
public struct TransformStage {
    /// What a stage does with the batches that come to it.
    public enum Work {
        /// Only the schema changes; no row is touched.
        case none
        case inPlace(any RowTransform)
        case emitting(any EmittingTransform)
    }

    /// The transform's name in the spec, such as `filter`.
    public let name: String
    /// What it does, for a person: `quantity > 0`.
    public let detail: String
    /// The columns behind it.
    public let schema: RowSchema
    public let work: Work

    /// Whether rows behind it can't be told to be those of one record in front of it, one to one.
    public var addsRows: Bool {
        if case .emitting(let transform) = work { transform.addsRows } else { false }
    }

    /// Whether it holds rows back beyond the batch that they came in.
    public var holdsRows: Bool {
        if case .emitting(let transform) = work { transform.holdsRows } else { false }
    }
}
