// What a program does with a pipeline.

import Flow
import Ledger
import PipelineSpec
import Reporting
import RowModel

extension Pipeline {
    /// Checks everything that can be checked without reading data: inputs, columns, expressions, the table's DDL.
    ///
    /// - Returns: the compiled pipeline as text, as `weir check` prints it.
    /// - Throws: ``SpecError`` with all that is wrong, or the ``WeirError`` of an input that is not there.
    public func plan() async throws -> String {
        try await blocking { try PipelineCompiler.compile(spec).planText }
    }

    /// Runs the pipeline once.
    ///
    /// Cancelling the task commits what was read and ends the run; the next run goes on behind it.
    ///
    /// - Parameters:
    ///   - restarts: whether a run that did not end well is undone instead of gone on with.
    ///   - isDry: whether nothing is written.
    ///   - ownsProcess: whether the process does nothing else. Only then are SQLite's system calls watched to begin
    ///     writing to the disk early, for all connections of the process, and freed memory is given back to the
    ///     system. A program that uses SQLite or much memory itself leaves it `false`, and its loads take some longer.
    ///   - onCommandOutput: told of each line that a source's command writes to stderr.
    /// - Returns: what the run did, with the accounts of each input. A run that failed has a `failure` beside what was
    ///   committed before it; ``RunOutcome/get()`` throws it. Of a pipeline with several sinks it is the outcome of the first;
    ///   all of them end together.
    /// - Throws: ``SpecError`` or another ``WeirError`` if the run could not begin.
    public func run(
        restarts: Bool = false, isDry: Bool = false, ownsProcess: Bool = false,
        onCommandOutput: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> RunOutcome {
        try await runTargets(
            restarts: restarts, isDry: isDry, ownsProcess: ownsProcess, onCommandOutput: onCommandOutput)[0]
    }

    /// The same as ``run(restarts:isDry:ownsProcess:onCommandOutput:)`` for pipelines with several sinks.
    ///
    /// - Returns: the outcome of each sink, in the order of the spec. They end together, so `failure` is the same in all.
    public func runTargets(
        restarts: Bool = false, isDry: Bool = false, ownsProcess: Bool = false,
        onCommandOutput: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> [RunOutcome] {
        try await blocking {
            await PipelineRun(
                try PipelineCompiler.compile(spec), toolVersion: ToolVersion.current, restarts: restarts, isDry: isDry,
                ownsProcess: ownsProcess, show: onCommandOutput
            ).run()
        }
    }

    /// Counts again, without the loader: is every record accounted for?
    ///
    /// - Parameter deep: whether the contents of the table are compared with the checksums kept at load, too.
    /// - Returns: the report; of several sinks the first that does not balance, or else that of the first.
    /// - Throws: the ``WeirError`` if there is nothing to verify. A count that is wrong is part of the report.
    public func verifyCounts(deep: Bool = false) async throws -> VerificationReport {
        let reports = try await verifyTargets(deep: deep)
        return reports.first { !$0.isBalanced } ?? reports[0]
    }

    /// The same as ``verifyCounts(deep:)`` for pipelines with several sinks.
    ///
    /// - Returns: the report of each sink, in the order of the spec.
    public func verifyTargets(deep: Bool = false) async throws -> [VerificationReport] {
        try await blocking {
            let recounts = RecountMemory()
            return try spec.sinks.map { sink in
                try CountVerifier.verify(
                    database: PipelineCompiler.databasePath(of: spec), pipeline: spec.name, table: sink.table.value,
                    deep: deep, remembering: recounts)
            }
        }
    }

    /// Off the cooperative threads, which must not wait for disks.
    private func blocking<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(BlockingExecutor(label: "weir.pipeline")) { try await body() }
    }
}

extension RunOutcome {
    /// The outcome of a run that did what it was to do.
    ///
    /// - Throws: the failure, if there is one.
    public func get() throws -> RunOutcome {
        if let failure { throw failure }
        return self
    }

    /// What `weir run` prints: inputs, stages with their tallies, and the verdict.
    public var summaryText: String { RunSummary(self).text }
}
