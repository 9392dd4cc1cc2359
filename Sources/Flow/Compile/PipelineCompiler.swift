// From a spec to a pipeline that can run: files are found, columns resolved, expressions compiled, DDL written. No data
// but an inference sample is read, and no database is touched.

import BatchSQL
import Foundation
import Ledger
import PipelineSpec
import Readers
import RowModel
import Sink
import Transforms

public enum PipelineCompiler {
    /// - Throws: ``SpecError`` with every fault of the spec; ``FlowError`` or ``ReadError`` for an input that is not
    ///   there or, where columns are to be inferred, can't be sampled.
    public static func compile(_ spec: PipelineSpec) throws -> CompiledPipeline {
        try compile(spec, reading: nil)
    }

    /// - Parameter others: what is to be read in the place of the source's inputs.
    static func compile(_ spec: PipelineSpec, reading others: [SourceInput]?) throws -> CompiledPipeline {
        let folder = spec.path.folderPart
        // A missing file must not hide what is wrong with the spec itself.
        let listing = Result {
            // What is read in their place holds nothing to infer columns from.
            if let others, spec.source.columns != nil { return others }
            return try SourceListing.inputs(spec.source.origin, relativeTo: folder)
        }
        if spec.source.compression == .zstd, !ZstdFormat.isBuiltIn {
            throw ReadError.withoutZstd(input: try listing.get().first?.name ?? spec.path)
        }
        let inference =
            spec.source.columns == nil
            ? try ColumnSample.infer(listing.get(), for: spec) : nil
        let columns = inference?.columns ?? specifiedColumns(spec)
        let resolved = try resolve(spec, columns: columns, transforms: spec.transforms)
        guard resolved.diagnostics.isEmpty else { throw SpecError.invalid(resolved.diagnostics.inFileOrder()) }
        let pipeline = CompiledPipeline(
            spec: spec, inputs: try others ?? listing.get(),
            decode: DecodePlan(
                format: spec.source.format, compression: spec.source.compression, encoding: spec.source.encoding,
                columns: columns, extraColumns: resolved.extraColumns, missingColumns: spec.source.missingColumns,
                maxRecordBytes: spec.flow.maxRecord, maxInputBytes: spec.flow.maxInputBytes),
            inference: inference, sourceSchema: resolved.sourceSchema, transforms: resolved.transforms,
            targets: resolved.targets,
            shape: .bounded(
                slots: resolved.slots, rowCapacity: spec.flow.batchRows, blockBytes: spec.flow.batchBytes))
        for reference in pipeline.references { try reference.checkIsThere() }
        return pipeline
    }

    /// Compiles what one shard of a plan has to load.
    ///
    /// Limits and expectations that are about the counts of all shards are left out; conditions on rows stay.
    /// - Parameters:
    ///   - inputs: of the shard.
    ///   - database: where to.
    /// - Throws: as ``compile(_:)``.
    public static func compile(
        _ spec: PipelineSpec, shard: RunShard, inputs: [SourceInput], database: String
    ) throws -> CompiledPipeline {
        var spec = spec
        if case .percent = spec.rejectLimit { spec.rejectLimit = .percent(100) }
        for position in spec.sinks.indices {
            spec.sinks[position].expectations = ExpectSpec(columns: spec.sinks[position].expectations.columns)
        }
        var pipeline = try compile(spec, reading: inputs)
        pipeline.targets = pipeline.targets.map { $0.shard(database: database) }
        pipeline.shard = shard
        return pipeline
    }

    /// Loads and compiles several specs.
    /// - Throws: ``SpecError`` with every fault of all of them; if there is none, the first other error.
    public static func compile(paths: [String], parameters: [String: String]) throws -> [CompiledPipeline] {
        var pipelines: [CompiledPipeline] = []
        var diagnostics: [Diagnostic] = []
        var otherError: (any Error)?
        for path in paths {
            do {
                let decoding = try PipelineSpec.decode(path: path, parameters: parameters)
                if let spec = decoding.spec, decoding.diagnostics.isEmpty {
                    pipelines.append(try compile(spec))
                } else {
                    diagnostics += (decoding.diagnostics + (try furtherDiagnostics(decoding))).inFileOrder()
                }
            } catch SpecError.invalid(let found) {
                diagnostics += found
            } catch {
                otherError = otherError ?? error
            }
        }
        if !diagnostics.isEmpty { throw SpecError.invalid(diagnostics) }
        if let otherError { throw otherError }
        return pipelines
    }

    /// What is wrong with the sound parts of a spec whose form is faulty elsewhere.
    private static func furtherDiagnostics(_ decoding: SpecDecoding) throws -> [Diagnostic] {
        guard var spec = decoding.spec, decoding.isSourceSound, spec.source.columns != nil else { return [] }
        // What a faulty transform would have made of the columns can't be told.
        if !decoding.areTransformsSound {
            spec.sinks = spec.sinks.map(Self.withoutColumns)
        }
        if !decoding.areSinksSound {
            spec.sinks = spec.sinks.map { sink in
                var sink = Self.withoutColumns(sink)
                sink.route = nil
                sink.transforms = []
                return sink
            }
        }
        return try resolve(
            spec, columns: specifiedColumns(spec), transforms: decoding.soundTransforms
        ).diagnostics
    }

    /// Without the keys that name columns behind the last transform.
    private static func withoutColumns(_ sink: SinkSpec) -> SinkSpec {
        var sink = sink
        sink.indexes = []
        sink.key = []
        sink.expectations.columns = []
        return sink
    }

    private struct Resolved {
        var sourceSchema: RowSchema
        var extraColumns: ExtraColumns
        var transforms: [TransformStage]
        var slots: Int
        var targets: [CompiledTarget]
        var diagnostics: [Diagnostic]
    }

    /// Resolves every name, from the columns of the source to those of the table.
    private static func resolve(
        _ spec: PipelineSpec, columns: [SourceColumn], transforms: [Located<TransformSpec>]
    ) throws -> Resolved {
        var schema = RowSchema(columns.map { Column(name: $0.name, type: $0.type.stored, slot: $0.slot) })
        var diagnostics = pathDiagnostics(spec)
        let extra = extraColumns(spec, schema: &schema, diagnostics: &diagnostics)
        let sandbox = try ExpressionSandbox(maxValueBytes: spec.flow.maxRecord)
        var compiler = TransformCompiler(
            file: spec.path, schema: schema, slots: schema.columns.count, sandbox: sandbox
        ) { SpecRelativePath.resolve($0, relativeTo: spec.path.folderPart) }
        let stages = compiler.compile(transforms)
        diagnostics += compiler.diagnostics
        diagnostics += stages.compactMap(\.reference).flatMap { $0.headerDiagnostics(of: spec) }
        var targets = TargetCompiler(spec: spec, common: stages, sourceSchema: schema, compiler: compiler)
        for sink in spec.sinks { targets.add(sink) }
        targets.checkSQL()
        return Resolved(
            sourceSchema: schema, extraColumns: extra, transforms: stages, slots: targets.slots,
            targets: targets.compiled, diagnostics: diagnostics + targets.diagnostics)
    }

    private static func specifiedColumns(_ spec: PipelineSpec) -> [SourceColumn] {
        guard let columns = spec.source.columns else { return [] }
        return columns.enumerated().map { slot, column in
            SourceColumn(
                name: column.name.value, from: column.from?.value, type: column.type, numbers: column.numbers,
                join: column.join?.value,
                slot: slot)
        }
    }

    /// Where the spec's database is.
    public static func databasePath(of spec: PipelineSpec) -> String {
        SpecRelativePath.resolve(
            spec.sinks[0].database.value, relativeTo: spec.path.folderPart
        ).filePath
    }

    /// Faults of the JSON paths that columns are taken from.
    private static func pathDiagnostics(_ spec: PipelineSpec) -> [Diagnostic] {
        guard spec.source.format.isJSON, let columns = spec.source.columns else { return [] }
        let paths = columns.map { $0.from ?? $0.name }
        return columnPathFaults(paths.map(\.value)).map { position, error in
            Diagnostic(file: spec.path, mark: paths[position].mark, message: "\(error)")
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
