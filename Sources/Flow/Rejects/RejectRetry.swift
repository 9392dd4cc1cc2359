// weir rejects retry: kept rejects → the spec as it is now → the table.

import Ledger
import PipelineSpec
import Readers
import RowModel

/// A run over rejects of an earlier one, ready to go.
///
/// Its raw records are one input, committed in one transaction with the note of which rejects it has taken
/// (`_weir_retried`). Those that are refused again are rejects of the new run.
public struct RejectRetry {
    /// Whose rejects they are.
    public let run: Int64
    public let counts: RetryCounts
    /// nil if there is nothing to retry.
    public let pipeline: CompiledPipeline?

    /// - Parameters:
    ///   - run: nil for the last one of the pipeline that ended well.
    ///   - mended: a file with the records as a person has mended them, as ``RejectExport/Shape/raw`` writes it: one for
    ///     each reject that is kept whole.
    /// - Throws: ``PipelineSpec/SpecError``, ``Ledger/LedgerError``, ``RejectError``, ``FlowError``,
    ///   ``Readers/ReadError``
    public init(
        spec path: String, parameters: [String: String], run id: Int64? = nil, filter: RejectFilter = RejectFilter(),
        mended: String? = nil
    ) throws {
        var spec = try PipelineSpec.load(path: path, parameters: parameters)
        guard spec.sinks[0].mode != .replace else { throw RejectError.retryInReplace(path: path) }
        let store = try RejectStore(path: PipelineCompiler.databasePath(of: spec))
        var choice = RunChoice(pipeline: spec.name, tables: spec.sinks.map(\.table.value), run: id)
        choice.endedWell = true
        guard let run = try Self.only(store.runs(choice), filter, store) else {
            throw LedgerError.noRun(path: store.path, pipeline: spec.name, table: choice.tables[0])
        }
        // Into the table that they were refused on their way to, and no other.
        spec.sinks.removeAll { $0.table.value.asciiLowercased != run.record.table.asciiLowercased }
        if spec.sinks[0].key.isEmpty,
            (spec.transforms + spec.sinks[0].transforms).contains(where: { $0.value.kind == .dedupe })
        {
            throw RejectError.dedupeWithoutKey(path: path)
        }
        self.run = run.record.id
        try Self.check(run.record, in: store)
        try store.checkSiblings(of: run, matching: filter)
        let input: SourceInput
        (input, counts) =
            try mended.map { try Self.mended($0, run, filter, store, spec) } ?? Self.rejects(run, filter, store, spec)
        pipeline = counts.retried == 0 ? nil : try PipelineCompiler.compile(Self.forRetry(spec), reading: [input])
    }

    /// The run that is meant: each target has one, and one alone may have something to retry.
    private static func only(
        _ runs: [RejectedRun], _ filter: RejectFilter, _ store: RejectStore
    ) throws -> RejectedRun? {
        if runs.count < 2 { return runs.last }
        let open = try runs.filter { try !store.openInputs(ofRun: $0.record.id, matching: filter).isEmpty }
        guard open.count < 2 else {
            throw RejectError.severalTables(
                path: store.path, runs: open.map { "--run \($0.record.id) for table \"\($0.record.table)\"" })
        }
        return open.last ?? runs.last
    }

    private static func rejects(
        _ run: RejectedRun, _ filter: RejectFilter, _ store: RejectStore, _ spec: PipelineSpec
    ) throws -> (SourceInput, RetryCounts) {
        let inputs = try store.openInputs(ofRun: run.record.id, matching: filter).compactMap { run.inputs[$0] }
        let format = try Self.format(of: inputs, run.record.id, store, spec.source.format)
        let spool = try RejectSpool(RetrySelection(run: run.record.id, filter: filter, format: format), from: store)
        return (.rejects(spool), spool.counts)
    }

    private static func mended(
        _ path: String, _ run: RejectedRun, _ filter: RejectFilter, _ store: RejectStore, _ spec: PipelineSpec
    ) throws -> (SourceInput, RetryCounts) {
        let file = try SourceListing.files([Located(path, at: .start)], relativeTo: "")[0]
        let selection = RetrySelection(run: run.record.id, filter: filter, format: spec.source.format, isMended: true)
        return (.mended(file.identity.path, selection), try store.counts(of: selection))
    }

    private static func check(_ run: RunRecord, in store: RejectStore) throws {
        let reason: String? =
            if run.status != .complete {
                "it did not end well (\(run.status.rawValue)); finish it with `weir run`"
            } else if try !store.isStanding(run) {
                "a later run has replaced the table"
            } else {
                nil
            }
        if let reason { throw RejectError.runNotStanding(path: store.path, run: run.id, reason: reason) }
    }

    /// The spec's format for the raw records of these inputs, whose header is not among them.
    private static func format(
        of inputs: [InputRecord], _ run: Int64, _ store: RejectStore, _ format: RecordFormat
    ) throws -> RecordFormat {
        guard case .csv(var dialect) = format else { return format }
        var common: (path: String, layout: RawLayout)?
        for input in inputs {
            let layout = try RawLayout(of: input, from: store.origin(of: input, inRun: run), format: format)
            if let known = common, let what = layout.difference(from: known.layout) {
                throw RejectError.layoutsDiffer(one: known.path, other: input.identity.path, what: what)
            }
            common = common ?? (input.identity.path, layout)
        }
        if let names = common?.layout.names { dialect.header = .names(names.map(dialect.headerNames.name)) }
        dialect.skipLines = 0
        dialect.footerLines = 0
        return .csv(dialect)
    }

    /// What is expected of a run over the source says nothing about one over its rejects: any number of them may be
    /// refused again. What is expected of rows stays.
    private static func forRetry(_ spec: PipelineSpec) -> PipelineSpec {
        var spec = spec
        spec.rejectLimit = .percent(100)
        for position in spec.sinks.indices {
            spec.sinks[position].expectations = spec.sinks[position].expectations.withoutCounts
        }
        return spec
    }
}
