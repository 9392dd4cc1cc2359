// Infers the columns of a source whose spec gives none, from the start of its first input.

import PipelineSpec
import Readers
import RowModel

/// Columns that were inferred, and from what.
public struct InferredColumns: Sendable {
    public var columns: [SourceColumn]
    /// The input looked at, and how many of its records.
    public var input: String
    public var records: Int
}

enum ColumnSample {
    static func infer(_ inputs: [InputFile], source: SourceSpec) throws -> InferredColumns {
        InferredColumns(columns: [], input: "", records: 0)
    }
}
