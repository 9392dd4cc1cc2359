// The seam every transform implements: a batch in, the same batch changed or others in its place, and a tally of what
// became of its rows.

import PipelineSpec
import RowModel

/// Changes the rows of a batch in place. Confined to one task at a time.
public protocol RowTransform {
    /// - Parameters:
    ///   - batch: its rows are changed, taken out or refused; refused ones are noted in `batch.rejects`.
    ///   - stage: this transform's position in the pipeline, for the rejects; decode is 0.
    /// - Returns: what became of the rows; it balances.
    /// - Throws: ``TransformError`` where the run can't go on.
    func apply(to batch: RowBatch, stage: Int) throws(TransformError) -> Tally

    /// What of earlier rows decides about a row.
    var memory: RowMemory { get }

    /// What has to be loaded before the first batch; nil for nothing.
    var reference: Reference? { get }
}

extension RowTransform {
    public var memory: RowMemory { .none }
    public var reference: Reference? { nil }
}

/// How far back a transform remembers: a run that goes on where another has stopped has to show it those rows again.
public enum RowMemory: Int, Sendable, Comparable {
    /// What becomes of a row is decided by the row alone.
    case none
    /// Rows of the same input.
    case input
    /// Rows of all inputs of the run.
    case run

    public static func < (left: RowMemory, right: RowMemory) -> Bool { left.rawValue < right.rawValue }
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

    public var memory: RowMemory {
        if case .inPlace(let transform) = work { transform.memory } else { .none }
    }

    public var reference: Reference? {
        if case .inPlace(let transform) = work { transform.reference } else { nil }
    }

    /// Whether rows behind it can't be told to be those of one record in front of it, one to one.
    public var addsRows: Bool {
        if case .emitting(let transform) = work { transform.addsRows } else { false }
    }

    /// Whether it holds rows back beyond the batch that they came in.
    public var holdsRows: Bool {
        if case .emitting(let transform) = work { transform.holdsRows } else { false }
    }
}
