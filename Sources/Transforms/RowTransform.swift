// The seam every transform implements: a batch in, the same batch changed, and a tally of what became of its rows.

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
    /// The transform's name in the spec, such as `filter`.
    public let name: String
    /// What it does, for a person: `quantity > 0`.
    public let detail: String
    /// The columns behind it.
    public let schema: RowSchema
    /// nil for a transform that only changes the schema and touches no row.
    public let transform: (any RowTransform)?

    /// Applies the transform and notes its tally in the batch.
    public func apply(to batch: RowBatch, stage: Int) {
        guard let transform else {
            var tally = Tally()
            tally.pass(batch.rowCount)
            batch.tallies.append(tally)
            return
        }
        batch.tallies.append(transform.apply(to: batch, stage: stage))
    }
}
