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
    /// Looks at the inputs in order until one has a record.
    /// - Parameter inputs: those that can be read but once are not touched.
    /// - Throws: ``ReadError`` for an input that can't be read; ``FlowError/nothingToInfer`` if none has a column;
    ///   ``SpecError`` where flattening gives two of them one name.
    static func infer(_ inputs: [SourceInput], for spec: PipelineSpec) throws -> InferredColumns {
        let source = spec.source
        var best: (input: String, sample: InputSample)?
        for input in inputs where input.isRepeatable {
            let sample = try InputSample(
                path: input.name, format: source.format, compression: source.compression, encoding: source.encoding,
                flattening: source.flatten?.value, maxRecordBytes: spec.flow.maxRecord)
            if best == nil || sample.records > 0 { best = (input.name, sample) }
            if sample.records > 0 { break }
        }
        guard let best, !best.sample.columns.isEmpty else { throw FlowError.nothingToInfer }
        if let flatten = source.flatten, let collision = best.sample.collision {
            let message = "\(best.input): \(collision); another separator, or columns with paths, would keep them apart"
            throw SpecError.invalid([Diagnostic(file: spec.path, mark: flatten.mark, message: message)])
        }
        let columns = best.sample.columns.enumerated().map { slot, column in
            SourceColumn(name: column.name, from: column.from, type: column.type, slot: slot)
        }
        return InferredColumns(columns: columns, input: best.input, records: best.sample.records)
    }
}
