// The orders' pipeline without a file behind it: its decoder, its transforms and a batch to try them on.

import BatchSQL
import PipelineSpec
import Readers
import RowModel
import Transforms

struct SamplePipeline {
    let decode: DecodePlan
    let schema: RowSchema
    let stages: [TransformStage]
    let shape: BatchShape

    /// - Parameter transforms: the list under `transforms:`, in YAML's flow style.
    /// - Throws: `SpecError`
    init(format: String = "csv", transforms: String = "[]") throws {
        let header = format == "csv" ? "\n  csv: { header: false }" : ""
        let spec = try PipelineSpec.parse(
            text: """
                weir: 1
                name: sample
                source:
                  files: sample.\(format)
                  format: \(format)\(header)
                  columns:
                \(SampleOrders.columns)
                transforms: \(transforms)
                sink: { database: sample.sqlite, table: orders }
                """)
        let columns = spec.source.columns!.enumerated().map { slot, column in
            SourceColumn(name: column.name.value, type: column.type, slot: slot)
        }
        schema = RowSchema(columns.map { Column(name: $0.name, type: $0.type, slot: $0.slot) })
        var compiler = TransformCompiler(
            file: "sample.yaml", schema: schema, slots: columns.count,
            sandbox: try ExpressionSandbox(maxValueBytes: spec.flow.maxRecord))
        stages = compiler.compile(spec.transforms)
        guard compiler.diagnostics.isEmpty else { throw SpecError.invalid(compiler.diagnostics) }
        decode = DecodePlan(
            format: spec.source.format, compression: .none, columns: columns, extraColumns: .fail,
            maxRecordBytes: spec.flow.maxRecord)
        shape = .bounded(slots: compiler.slots, rowCapacity: spec.flow.batchRows, blockBytes: spec.flow.batchBytes)
    }

    func decoder() throws -> any RecordDecoder {
        switch decode.format {
        case .csv(let dialect): try CSVDecoder(plan: decode, dialect: dialect)
        case .ndjson: try NDJSONDecoder(plan: decode)
        case .json: try JSONElementDecoder(plan: decode)
        }
    }

    /// The sample's rows as the decoder leaves them.
    func batch() throws -> RowBatch {
        let batch = RowBatch(shape: shape)
        let text = SampleOrders.csv(.needed)
        _ = text.withUnsafeBytes(batch.append)
        var decoder = try decoder()
        let used = try decoder.decode(batch, blockEnd: text.count, isFinal: true)
        precondition(used == text.count && batch.rowCount == SampleOrders.count)
        batch.endBlock(at: used, of: text.count)
        return batch
    }
}
