// From a spec to a pipeline that can run: files are found, columns resolved, expressions compiled, DDL written. No data
// but an inference sample is read, and no database is touched.

import BatchSQL
import Foundation
import PipelineSpec
import Readers
import RowModel
import Sink
import Transforms

public enum PipelineCompiler {
    /// - Throws: ``SpecError`` with every fault of the spec; ``FlowError`` or ``ReadError`` for an input that is not there or, where
    ///   columns are to be inferred, can't be sampled.
    public static func compile(_ spec: PipelineSpec) throws -> CompiledPipeline {
        let folder = (spec.path as NSString).deletingLastPathComponent
        let inputs = try SourceListing.files(spec.source.files, relativeTo: folder)
        let inference = spec.source.columns == nil ? try ColumnSample.infer(
            inputs, source: spec.source, maxRecordBytes: spec.flow.maxRecord) : nil

        var columns: [SourceColumn] = []
        if let specified = spec.source.columns {
            columns = specified.enumerated().map { slot, column in
                SourceColumn(name: column.name.value, from: column.from?.value, type: column.type, slot: slot)
            }
        } else if let inference {
            columns = inference.columns
        }
        var schema = RowSchema(columns.map { Column(name: $0.name, type: $0.type, slot: $0.slot) })
        var diagnostics = pathDiagnostics(spec)
        let extra = extraColumns(spec, schema: &schema, diagnostics: &diagnostics)

        let sandbox = try ExpressionSandbox(maxValueBytes: spec.flow.maxRecord)
        var compiler = TransformCompiler(
            file: spec.path, schema: schema, slots: schema.columns.count, sandbox: sandbox)
        let transforms = compiler.compile(spec.transforms)
        diagnostics += compiler.diagnostics

        let target = TargetPlan(
            spec: spec.sink, databasePath: databasePath(of: spec),
            schema: transforms.last?.schema ?? schema
        ) { mark, message, suggestion in
            diagnostics.append(Diagnostic(file: spec.path, mark: mark, message: message, suggestion: suggestion))
        }
        guard diagnostics.isEmpty else { throw SpecError.invalid(diagnostics.inFileOrder()) }

        return CompiledPipeline(
            spec: spec, inputs: inputs,
            decode: DecodePlan(
                format: spec.source.format, compression: spec.source.compression, columns: columns,
                extraColumns: extra, maxRecordBytes: spec.flow.maxRecord),
            inference: inference, sourceSchema: schema, transforms: transforms, target: target,
            shape: .bounded(
                slots: compiler.slots, rowCapacity: spec.flow.batchRows, blockBytes: spec.flow.batchBytes))
    }

    /// Where the spec's database is.
    public static func databasePath(of spec: PipelineSpec) -> String {
        SpecRelativePath.resolve(
            spec.sink.database.value, relativeTo: (spec.path as NSString).deletingLastPathComponent)
    }

    /// Faults of the NDJSON paths that columns are taken from.
    private static func pathDiagnostics(_ spec: PipelineSpec) -> [Diagnostic] {
        guard spec.source.format == .ndjson, let columns = spec.source.columns else { return [] }
        return columns.compactMap { column -> Diagnostic? in
            let path = column.from ?? column.name
            do {
                try validate(columnPath: path.value)
                return nil
            } catch {
                return Diagnostic(file: spec.path, mark: path.mark, message: "\(error)")
            }
        }
    }

    /// Adds the column for captured extras to the schema.
    private static func extraColumns(
        _ spec: PipelineSpec, schema: inout RowSchema, diagnostics: inout [Diagnostic]
    ) -> ExtraColumns {
        switch spec.source.extraColumns {
        case .fail: return .fail
        case .ignore: return .ignore
        case .capture:
            if schema["_extra"] != nil {
                diagnostics.append(
                    Diagnostic(
                        file: spec.path, mark: spec.source.columnsMark,
                        message: "a column is called _extra, which extra_columns: capture makes"))
            }
            let slot = schema.columns.count
            schema.columns.append(Column(name: "_extra", type: .json, slot: slot))
            return .capture(slot: slot)
        }
    }
}
