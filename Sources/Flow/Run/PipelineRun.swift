// One execution of a pipeline: reader and writer, joined by a channel.

import CLinux
import Foundation
import Ledger
import Logging
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
    private let watch: RunWatch
    private let log: RunLog
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
    ///   - watch: what tells others of the run while it lasts.
    ///   - logger: told of what the run does, at the levels `info` and, per batch, `debug`. It has to be fast.
    ///   - show: told of each line that a command writes to stderr, with the program's name in front.
    ///   - lastResort: told of a run that has stalled and does not end, since one of its threads hangs in the kernel.
    ///     To end the process is safe: the database survives that.
    public init(
        _ pipeline: CompiledPipeline, toolVersion: String, restarts: Bool = false, isDry: Bool = false,
        ownsProcess: Bool = false,
        interruption: Interruption = Interruption(), watch: RunWatch = RunWatch(),
        logger: Logger = Logger(label: "weir", factory: { _ in SwiftLogNoOpLogHandler() }),
        show: @escaping @Sendable (String) -> Void = { _ in },
        lastResort: @escaping @Sendable (any WeirError) -> Void = { _ in }
    ) {
        self.pipeline = pipeline
        self.restarts = restarts
        self.isDry = isDry
        self.ownsProcess = ownsProcess
        self.toolVersion = toolVersion
        self.interruption = interruption
        self.watch = watch
        log = RunLog(logger, pipeline: pipeline.spec.name)
        self.show = show
        self.lastResort = lastResort
        gauge = ChannelGauge(
            lowWatermark: pipeline.spec.flow.lowWatermark, highWatermark: pipeline.spec.flow.highWatermark)
    }

    /// Runs to the end. Does not throw: a failure is part of the outcome, beside what was committed before it.
    /// - Returns: the outcome for each target, each of which is a run of its own in the ledger. They end together, so
    ///   times, memory and failure are the same in all.
    public func run() async -> [RunOutcome] {
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

    private func runHere() async -> [RunOutcome] {
        var outcomes = pipeline.targets.map(outcome)
        var metrics = WriterMetrics()
        var failure: (any WeirError)?
        let marks = RunWatch.Marks(
            pipeline: pipeline.spec.name, isDry: isDry, tables: pipeline.targets.map(\.plan.table),
            start: ContinuousClock().now, progress: progress, gauge: gauge)
        watch.begin(marks)
        let sampling = isDry ? nil : RunSampling(watch)
        defer { sampling?.end() }
        let measuring = RunMeasuring(marks, meter: meter, sampling: sampling)
        do {
            try stop.check()
            try loadReferences()
            if isDry {
                try await rehearse(&outcomes)
            } else {
                let writer = try SinkWriter(pipeline.targets.map(\.plan), hastensWrites: ownsProcess)
                writer.measure = { [unowned writer] in measuring.measurement(ofTarget: $0, writer.metrics) }
                defer { metrics = writer.metrics }
                try await run(writer, &outcomes, &failure)
            }
        } catch {
            failure = failure ?? self.failure(for: error)
        }
        let end = measuring.end(metrics)
        return outcomes.map { finished($0, end, failure) }
    }

    /// Before anything is begun: without all of them no row can be made.
    private func loadReferences() throws {
        for reference in pipeline.references {
            try ReferenceLoading(reference, of: pipeline.spec, wake: stop.wake, progress: progress).load()
        }
    }

    private func outcome(of target: CompiledTarget) -> RunOutcome {
        RunOutcome(
            pipeline: pipeline.spec.name, specPath: pipeline.spec.path, database: target.plan.databasePath,
            table: target.plan.table, mode: target.plan.mode.rawValue, isDry: isDry)
    }

    /// - Parameter failure: why the run did not come to its end, once it has begun.
    private func run(
        _ writer: SinkWriter, _ outcomes: inout [RunOutcome], _ failure: inout (any WeirError)?
    ) async throws {
        writer.onCommit = { [progress, log] step in
            progress.noteCommit(step)
            if case .ends(let transaction?) = step { log.committed(transaction) }
        }
        stop.hold(writer.interrupter)
        let plan = try stop.breaking { try begin(writer, &outcomes) }
        do {
            try await load(plan, with: writer)
            stop.letGo()
        } catch {
            failure = end(writer, after: error)
        }
        // The batches are gone. What comes now takes as much as there are inputs.
        if ownsProcess { weir_trim_memory() }
        for (position, accounts) in try writer.committedAccounts().enumerated() {
            let target = writer.targets[position]
            outcomes[position].accounts = accounts
            outcomes[position].rowsBefore = target.rowsBefore
            outcomes[position].rowsAfter = target.rowsAfter
            outcomes[position].schemaChanges = target.schemaChanges
        }
    }

    private func finished(_ outcome: RunOutcome, _ end: RunEnd, _ failure: (any WeirError)?) -> RunOutcome {
        var outcome = outcome
        outcome.seconds = end.readings.seconds
        outcome.reader = end.reader
        outcome.writer = end.writer
        outcome.channel = end.channel
        outcome.peakMemoryBytes = end.peakMemoryBytes
        outcome.failure = failure
        log.ends(outcome)
        return outcome
    }

    /// Does everything but write.
    private func rehearse(_ outcomes: inout [RunOutcome]) async throws {
        var earlier: [EarlierRuns] = []
        for (position, target) in pipeline.targets.enumerated() {
            let found = try TargetInspection(
                of: target.plan, pipeline: pipeline.spec.name, comparable: comparableRuns)
            outcomes[position].rowsBefore = found.rows
            outcomes[position].schemaChanges = found.schemaChanges
            earlier.append(found.earlier)
        }
        let plan = try runPlan(behind: earlier, &outcomes)
        for (outcome, plan) in zip(outcomes, plan.targets) { log.begins(outcome, plan) }
        let sink = CountingSink(targets: pipeline.targets.count)
        defer {
            for (position, accounts) in sink.accounts().enumerated() { outcomes[position].accounts = accounts }
        }
        do {
            try await pass(plan, to: sink)
        } catch {
            progress.noteWriter(.ending)
            throw failure(for: error)
        }
    }

    /// Enters the runs in the ledger, or takes up those that did not end well.
    private func begin(_ writer: SinkWriter, _ outcomes: inout [RunOutcome]) throws -> RunPlan {
        let plan = try runPlan(writer, &outcomes)
        let starts = zip(plan.targets, pipeline.targets).map { targetPlan, target in
            targetPlan.resumed.map(TargetStart.resuming) ?? .new(runStart(of: target))
        }
        for (position, run) in try writer.start(starts).enumerated() {
            outcomes[position].runID = run
            log.begins(outcomes[position], plan.targets[position])
            log.changes(pipeline.targets[position].plan.table, writer.targets[position].schemaChanges)
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

    /// Whether a run that does not come to its end leaves nothing to go on with: a table that is not swapped in, or a shard that
    /// is not published.
    private var replaces: Bool { pipeline.targets[0].plan.mode == .replace || pipeline.shard != nil }

    private func runPlan(_ writer: SinkWriter, _ outcomes: inout [RunOutcome]) throws -> RunPlan {
        var earlier = try writer.earlierRuns(pipeline: pipeline.spec.name, comparable: comparableRuns)
        let unfinished = earlier.compactMap(\.unfinishedRun)
        if let run = unfinished.first, pipeline.inputs.contains(where: { $0.retrySelection != nil }) {
            throw FlowError.retryBehindUnfinished(run: run.record.id)
        }
        if restarts, !unfinished.isEmpty { try undo(&earlier, writer, &outcomes) }
        return try runPlan(behind: earlier, &outcomes)
    }

    private func undo(_ earlier: inout [EarlierRuns], _ writer: SinkWriter, _ outcomes: inout [RunOutcome]) throws {
        for (target, runs) in zip(pipeline.targets, earlier) {
            guard let run = runs.unfinishedRun else { continue }
            try Resumption(unfinished: run.record, start: runStart(of: target)).checkPipeline()
        }
        try writer.undo(earlier.map(\.unfinishedRun))
        let listed = Set(pipeline.inputs.map(\.identity.path))
        for position in earlier.indices {
            guard let run = earlier[position].unfinishedRun else { continue }
            outcomes[position].undoneRun = run.record.id
            outcomes[position].undoneInputs = run.accounts.map(\.input.identity).filter { !listed.contains($0.path) }
            earlier[position].unfinishedRun = nil
        }
    }

    /// - Parameter earlier: of each target.
    private func runPlan(behind earlier: [EarlierRuns], _ outcomes: inout [RunOutcome]) throws -> RunPlan {
        try checkNoMerge(among: earlier)
        var nextID = earlier.map(\.nextInputID).max()!
        var plans: [LoadPlan] = []
        for (target, runs) in zip(pipeline.targets, earlier) {
            let plan = try LoadPlan(
                inputs: pipeline.inputs, loaded: runs.loadedInputs, unfinished: runs.unfinishedRun,
                start: runStart(of: target), changedInputs: pipeline.spec.source.changedInputs,
                memory: pipeline.memory(of: target), firstID: nextID, commitsWhole: pipeline.holdsRows)
            nextID = plan.nextID
            outcomes[plans.count].note(plan)
            plans.append(plan)
        }
        let plan = try RunPlan(pipeline.inputs, plans, comparable: earlier.map(\.comparable))
        for (position, words) in expectationCheck(plan).uncompared.enumerated() {
            outcomes[position].uncomparedExpectations = words
        }
        return plan
    }

    private func checkNoMerge(among earlier: [EarlierRuns]) throws(FlowError) {
        for run in earlier.compactMap(\.unfinishedRun?.record) where run.pipeline == pipeline.spec.name {
            guard let folder = run.mergedFrom else { continue }
            throw .unfinishedMerge(run: run.id, folder: folder, database: pipeline.targets[0].plan.databasePath)
        }
    }

    private var comparableRuns: Int { ExpectationCheck.comparableRuns(for: pipeline.spec.sinks) }

    private func expectationCheck(_ plan: RunPlan) -> ExpectationCheck {
        ExpectationCheck(sinks: pipeline.spec.sinks, comparable: plan.comparable)
    }

    private func runStart(of target: CompiledTarget) -> RunStart {
        var start = RunStart(
            pipeline: pipeline.spec.name, table: target.plan.table, mode: target.plan.mode.rawValue,
            specPath: URL(filePath: pipeline.spec.path).standardizedFileURL.path(percentEncoded: false),
            specText: pipeline.spec.text, loadIdentity: pipeline.loadIdentity, parameters: pipeline.spec.parameters,
            columns: target.plan.columns.map(\.name), hasLineage: target.plan.lineage != nil, toolVersion: toolVersion)
        start.shard = pipeline.shard
        return start
    }

    private func load(_ plan: RunPlan, with writer: SinkWriter) async throws {
        try await pass(plan, to: writer)
        progress.noteWriter(.finishing)
        try stop.breaking { try writer.finish() }
    }

    /// Takes the inputs through all stages, and compares the counts with what the spec expects.
    private func pass(_ plan: RunPlan, to sink: any RunSink) async throws {
        let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
        if log.isDetailed { inlet.onHold = log.readerWaited }
        progress.expect(plan.readings.map { RunReadings.Input(name: $0.source.name, size: $0.source.knownSize) })
        let flow = pipeline.spec.flow
        let pool = BatchPool(shape: pipeline.shape, limit: flow.highWatermark / flow.batchBytes + 4)
        let reading = UnsafeTransfer(
            SourceReading(
                inputs: plan.readings, remembered: plan.remembered, resumedRuns: plan.targets.map { $0.resumed?.record.id },
                decode: pipeline.decode, transforms: pipeline.transforms, targets: pipeline.targets, pool: pool,
                meter: meter, wake: stop.wake, progress: progress,
                changesNeedRestart: !replaces && pipeline.spec.source.changedInputs == .fail, show: show))
        var loop = WriterLoop(outlet, sink, bounds: bounds(plan), pool: pool, stop: stop, progress: progress, log: log)
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
        let check = expectationCheck(plan)
        if check.isNeeded { try check.check(sink.accounts()) }
    }

    private func bounds(_ plan: RunPlan) -> [TargetBound] {
        zip(plan.targets, pipeline.targets).map { targetPlan, target in
            TargetBound(
                pipeline.spec.rejectLimit, table: pipeline.targets.count > 1 ? target.plan.table : nil,
                committed: targetPlan.resumed?.accounts ?? [])
        }
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
