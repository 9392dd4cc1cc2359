// One execution of a pipeline: reader and writer, joined by a channel.

import CLinux
import Foundation
import Ledger
import RowModel
import Sink

/// Runs a compiled pipeline once.
///
/// The writer is the run's own task; the reader is its child. Whichever fails first ends the other: a reader's error
/// reaches the writer through the channel, behind the batches that were good; a writer's error cancels the reader. An
/// interruption or a stall ends both.
public struct PipelineRun {
    private let pipeline: CompiledPipeline
    private let toolVersion: String
    private let restarts: Bool
    private let isDry: Bool
    private let ownsProcess: Bool
    private let interruption: Interruption
    private let show: @Sendable (String) -> Void
    private let lastResort: @Sendable (any WeirError) -> Void
    private let stop = StopSwitch()
    private let progress = RunProgress()
    private let gauge: ChannelGauge
    private let meter = ReaderMeter()

    /// - Parameters:
    ///   - restarts: whether a run that did not end well is undone instead of gone on with.
    ///   - isDry: whether nothing is written: the database is only looked at, and the accounts are those of a run whose
    ///     table takes every row.
    ///   - ownsProcess: whether nothing else goes on in the process: SQLite's system calls are then watched to begin
    ///     writing to the disk early, and freed memory is given back to the system. Both are about speed and memory
    ///     only.
    ///   - interruption: how to end the run early. Cancelling the task of ``run()`` is another way.
    ///   - show: told of each line that a command writes to stderr, with the program's name in front.
    ///   - lastResort: told of a run that has stalled and does not end, since one of its threads hangs in the kernel.
    ///     To end the process is safe: the database survives that.
    public init(
        _ pipeline: CompiledPipeline, toolVersion: String, restarts: Bool = false, isDry: Bool = false,
        ownsProcess: Bool = false,
        interruption: Interruption = Interruption(),
        show: @escaping @Sendable (String) -> Void = { _ in },
        lastResort: @escaping @Sendable (any WeirError) -> Void = { _ in }
    ) {
        self.pipeline = pipeline
        self.restarts = restarts
        self.isDry = isDry
        self.ownsProcess = ownsProcess
        self.toolVersion = toolVersion
        self.interruption = interruption
        self.show = show
        self.lastResort = lastResort
        gauge = ChannelGauge(
            lowWatermark: pipeline.spec.flow.lowWatermark, highWatermark: pipeline.spec.flow.highWatermark)
    }

    /// Runs to the end. Does not throw: a failure is part of the outcome, beside what was committed before it.
    public func run() async -> RunOutcome {
        interruption.listen { [stop] in stop.stop(.interruption($0)) }
        let watchdog = Watchdog(
            timeout: pipeline.spec.flow.stallTimeout, replaces: replaces, progress: progress, gauge: gauge, stop: stop,
            lastResort: lastResort)
        watchdog.start()
        defer {
            watchdog.end()
            interruption.listen(nil)
        }
        return await withTaskCancellationHandler {
            await withTaskExecutorPreference(BlockingExecutor(label: "weir.writer")) {
                await runHere()
            }
        } onCancel: { [interruption] in
            interruption.request(.cancellation)
        }
    }

    private func runHere() async -> RunOutcome {
        var outcome = RunOutcome(
            pipeline: pipeline.spec.name, specPath: pipeline.spec.path, database: pipeline.target.databasePath,
            table: pipeline.target.table, mode: pipeline.target.mode.rawValue, isDry: isDry)
        let start = ContinuousClock().now
        do {
            try stop.check()
            try loadReferences()
            if isDry {
                try await rehearse(&outcome)
                return finished(outcome, since: start)
            }
            let writer = try SinkWriter(plan: pipeline.target, hastensWrites: ownsProcess)
            defer { outcome.writer = writer.metrics }
            writer.onCommit = progress.noteCommit
            stop.hold(writer.interrupter)
            let plan = try stop.breaking { try begin(writer, &outcome) }
            do {
                outcome.rowsAfter = try await load(plan, with: writer)
                stop.letGo()
            } catch {
                outcome.failure = end(writer, after: error)
            }
            // The batches are gone. What comes now takes as much as there are inputs.
            if ownsProcess { weir_trim_memory() }
            outcome.accounts = try writer.committedAccounts()
            outcome.rowsBefore = writer.rowsBefore
            outcome.schemaChanges = writer.schemaChanges
        } catch {
            if outcome.failure == nil { outcome.failure = failure(for: error) }
        }
        return finished(outcome, since: start)
    }

    /// Before anything is begun: without all of them no row can be made.
    private func loadReferences() throws {
        guard !pipeline.references.isEmpty else { return }
        do {
            for reference in pipeline.references {
                try ReferenceLoading(reference, of: pipeline.spec, wake: stop.wake, progress: progress).load()
            }
        } catch {
            throw failure(for: error)
        }
    }

    private func finished(_ outcome: RunOutcome, since start: ContinuousClock.Instant) -> RunOutcome {
        var outcome = outcome
        outcome.seconds = (ContinuousClock().now - start).seconds
        outcome.reader = meter.metrics
        outcome.channel = gauge.readings
        outcome.peakMemoryBytes = ProcessMemory.peakBytes
        return outcome
    }

    /// Does everything but write.
    private func rehearse(_ outcome: inout RunOutcome) async throws {
        let found = try TargetInspection(of: pipeline.target, pipeline: pipeline.spec.name)
        outcome.rowsBefore = found.rows
        outcome.schemaChanges = found.schemaChanges
        let plan = try LoadPlan(
            inputs: pipeline.inputs, loaded: found.loadedInputs, unfinished: found.unfinishedRun, start: runStart,
            changedInputs: pipeline.spec.source.changedInputs, memory: pipeline.memory, firstID: found.nextInputID,
            commitsWhole: pipeline.holdsRows)
        outcome.note(plan)
        let sink = CountingSink()
        defer { outcome.accounts = sink.accounts() }
        do {
            try await pass(plan, to: sink)
        } catch {
            progress.noteWriter(.ending)
            throw failure(for: error)
        }
    }

    /// Enters the run in the ledger, or takes up the one that did not end well.
    private func begin(_ writer: SinkWriter, _ outcome: inout RunOutcome) throws -> LoadPlan {
        let plan = try loadPlan(writer, &outcome)
        if let unfinished = plan.resumed {
            try writer.resume(unfinished)
            outcome.runID = unfinished.record.id
        } else {
            outcome.runID = try writer.start(runStart)
        }
        return plan
    }

    /// Ends a run that did not come to its end by itself.
    /// - Returns: why.
    private func end(_ writer: SinkWriter, after error: any Error) -> any WeirError {
        stop.letGo()
        progress.noteWriter(.ending)
        var failure = failure(for: error)
        if case FlowError.interrupted = failure {
            do {
                try writer.interrupt(error: failure.description)
                return failure
            } catch {
                failure = UnexpectedError.wrapping(error)
            }
        }
        writer.abort(.failed, error: failure.description)
        return failure
    }

    private func failure(for error: any Error) -> any WeirError {
        stop.failure(for: error, replaces: replaces)
    }

    private var replaces: Bool { pipeline.target.mode == .replace }

    private func loadPlan(_ writer: SinkWriter, _ outcome: inout RunOutcome) throws -> LoadPlan {
        var unfinished = try writer.unfinishedRun()
        if let run = unfinished, pipeline.inputs.contains(where: { $0.retrySelection != nil }) {
            throw FlowError.retryBehindUnfinished(run: run.record.id)
        }
        if restarts, let run = unfinished {
            try Resumption(unfinished: run.record, start: runStart).checkPipeline()
            try writer.undo(run)
            outcome.undoneRun = run.record.id
            let listed = Set(pipeline.inputs.map(\.identity.path))
            outcome.undoneInputs = run.accounts.map(\.input.identity).filter { !listed.contains($0.path) }
            unfinished = nil
        }
        let plan = try LoadPlan(
            inputs: pipeline.inputs, loaded: try writer.loadedInputs(pipeline: pipeline.spec.name), unfinished: unfinished,
            start: runStart, changedInputs: pipeline.spec.source.changedInputs, memory: pipeline.memory,
            firstID: try writer.nextInputID(),
            commitsWhole: pipeline.holdsRows)
        outcome.note(plan)
        return plan
    }

    private var runStart: RunStart {
        RunStart(
            pipeline: pipeline.spec.name, table: pipeline.target.table, mode: pipeline.target.mode.rawValue,
            specPath: URL(filePath: pipeline.spec.path).standardizedFileURL.path(percentEncoded: false),
            specText: pipeline.spec.text, loadIdentity: pipeline.loadIdentity, parameters: pipeline.spec.parameters,
            columns: pipeline.target.columns.map(\.name), hasLineage: pipeline.target.lineage != nil,
            toolVersion: toolVersion)
    }

    private func load(_ plan: LoadPlan, with writer: SinkWriter) async throws -> Int {
        try await pass(plan, to: writer)
        progress.noteWriter(.finishing)
        return try stop.breaking { try writer.finish() }
    }

    /// Takes the inputs through all stages, and compares the counts with what the spec expects.
    private func pass(_ plan: LoadPlan, to sink: any RunSink) async throws {
        let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
        let flow = pipeline.spec.flow
        let pool = BatchPool(shape: pipeline.shape, limit: flow.highWatermark / flow.batchBytes + 4)
        let reading = UnsafeTransfer(
            SourceReading(
                inputs: plan.inputs, remembered: plan.remembered, resumedRun: plan.resumed?.record.id, decode: pipeline.decode,
                transforms: pipeline.transforms,
                expectations: pipeline.expectations, target: pipeline.target.rows, stageNames: pipeline.stageNames,
                pool: pool, meter: meter, wake: stop.wake, progress: progress,
                changesNeedRestart: !replaces && pipeline.spec.source.changedInputs == .fail, show: show))
        var loop = WriterLoop(
            outlet, sink, limit: pipeline.spec.rejectLimit, committed: plan.resumed?.accounts ?? [], pool: pool, stop: stop,
            progress: progress)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: BlockingExecutor(label: "weir.reader")) {
                await reading.value.run(into: inlet)
            }
            do {
                try await loop.run()
            } catch {
                stop.releaseReader()
                throw error
            }
            try await group.waitForAll()
        }
        try ExpectationCheck(pipeline.spec)?.check(sink.accounts())
    }
}

/// Hands a value to the one task that will use it from then on. The reader's transforms hold an SQLite connection that
/// is not shared, only moved.
private struct UnsafeTransfer<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}
