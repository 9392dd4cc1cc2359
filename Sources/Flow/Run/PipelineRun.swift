// One execution of a pipeline: reader and writer, joined by a channel.

import Foundation
import Ledger
import PipelineSpec
import RowModel
import Sink

/// Runs a compiled pipeline once.
///
/// The writer is the run's own task; the reader is its child. Whichever fails first ends the other: a reader's error
/// reaches the writer through the channel, behind the batches that were good; a writer's error cancels the reader.
public struct PipelineRun {
    private let pipeline: CompiledPipeline
    private let toolVersion: String
    private let restarts: Bool
    private let gauge: ChannelGauge
    private let meter = ReaderMeter()

    /// - Parameter restarts: whether a run that did not end well is undone instead of gone on with.
    public init(_ pipeline: CompiledPipeline, toolVersion: String, restarts: Bool = false) {
        self.pipeline = pipeline
        self.restarts = restarts
        self.toolVersion = toolVersion
        gauge = ChannelGauge(
            lowWatermark: pipeline.spec.flow.lowWatermark, highWatermark: pipeline.spec.flow.highWatermark)
    }

    /// Runs to the end. Does not throw: a failure is part of the outcome, beside what was committed before it.
    public func run() async -> RunOutcome {
        await withTaskExecutorPreference(BlockingExecutor(label: "weir.writer")) {
            await runHere()
        }
    }

    private func runHere() async -> RunOutcome {
        var outcome = RunOutcome(
            pipeline: pipeline.spec.name, specPath: pipeline.spec.path, database: pipeline.target.databasePath,
            table: pipeline.target.table, mode: pipeline.target.mode.rawValue)
        let start = ContinuousClock().now
        do {
            let writer = try SinkWriter(plan: pipeline.target)
            defer { outcome.writer = writer.metrics }
            let plan = try loadPlan(writer, &outcome)
            if let unfinished = plan.resumed {
                try writer.resume(unfinished)
                outcome.runID = unfinished.record.id
            } else {
                outcome.runID = try writer.start(runStart)
            }
            do {
                outcome.rowsAfter = try await load(plan, with: writer)
            } catch {
                outcome.failure = UnexpectedError.wrapping(error)
                writer.abort(.failed, error: outcome.failure!.description)
            }
            outcome.accounts = try writer.committedAccounts()
            outcome.rowsBefore = writer.rowsBefore
            outcome.addedColumns = writer.addedColumns
        } catch {
            if outcome.failure == nil { outcome.failure = UnexpectedError.wrapping(error) }
        }
        outcome.seconds = (ContinuousClock().now - start).seconds
        outcome.reader = meter.metrics
        outcome.channel = gauge.readings
        outcome.peakMemoryBytes = ProcessMemory.peakBytes
        return outcome
    }

    private func loadPlan(_ writer: SinkWriter, _ outcome: inout RunOutcome) throws -> LoadPlan {
        var unfinished = try writer.unfinishedRun()
        if restarts, let run = unfinished {
            try LoadPlan.checkPipeline(run, runStart)
            try writer.undo(run)
            outcome.undoneRun = run.record.id
            unfinished = nil
        }
        let plan = try LoadPlan(
            files: pipeline.inputs, loaded: try writer.loadedInputs(pipeline: pipeline.spec.name), unfinished: unfinished,
            start: runStart, changedInputs: pipeline.spec.source.changedInputs, firstID: try writer.nextInputID())
        outcome.skipped = plan.skipped
        outcome.reloaded = plan.inputs.compactMap(\.replaces)
        outcome.resumedFrom = plan.resumed?.accounts ?? []
        return plan
    }

    private var runStart: RunStart {
        RunStart(
            pipeline: pipeline.spec.name, table: pipeline.target.table, mode: pipeline.target.mode.rawValue,
            specPath: URL(filePath: pipeline.spec.path).standardizedFileURL.path(percentEncoded: false),
            specText: pipeline.spec.text, parameters: pipeline.spec.parameters, toolVersion: toolVersion)
    }

    private func load(_ plan: LoadPlan, with writer: SinkWriter) async throws -> Int {
        let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
        let flow = pipeline.spec.flow
        let pool = BatchPool(shape: pipeline.shape, limit: flow.highWatermark / flow.batchBytes + 4)
        let reading = UnsafeTransfer(
            SourceReading(
                inputs: plan.inputs, decode: pipeline.decode, transforms: pipeline.transforms,
                expectations: pipeline.expectations, target: pipeline.target.rows, stageNames: pipeline.stageNames,
                pool: pool, meter: meter))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: BlockingExecutor(label: "weir.reader")) {
                await reading.value.run(into: inlet)
            }
            try await write(from: outlet, to: writer, plan, pool: pool)
            try await group.waitForAll()
            try ExpectationCheck(pipeline.spec)?.check(writer.accounts())
            return try writer.finish()
        }
    }

    /// Writes what comes through the channel until the end of the source. Asks for the next element only when the last
    /// one is in the transaction, and the transaction, where that was due, is committed.
    private func write(
        from outlet: ChannelOutlet, to writer: SinkWriter, _ plan: LoadPlan, pool: BatchPool
    ) async throws {
        let committed = plan.resumed?.accounts ?? []
        var budget = RejectBudget(
            limit: pipeline.spec.rejectLimit, records: committed.reduce(0) { $0 + $1.input.records },
            rejects: committed.reduce(0) { $0 + $1.rejected })
        var name = ""
        var lastReject: (input: String, reject: Reject)?
        while let element = try await outlet.next() {
            switch element {
            case .beginInput(let account, let input):
                name = input.file.name
                try writer.beginInput(account, isAtomic: input.isAtomic, replacing: input.replaces)
            case .batch(let batch):
                if let reject = budget.count(records: batch.tallies[0].in, rejects: batch.rejects) {
                    throw tooMany(reject, in: name, budget)
                }
                try writer.write(batch) { refused in
                    if let reject = budget.count(records: 0, rejects: Array(refused)) { throw tooMany(reject, in: name, budget) }
                }
                if let last = batch.rejects.last { lastReject = (name, last) }
                pool.put(batch)
            case .endInput(let index, let summary):
                try writer.endInput(
                    index,
                    InputEnd(
                        records: summary.records, blankLines: summary.blankLines, commentLines: summary.commentLines,
                        decodedBytes: summary.decodedBytes, crc32: summary.crc32))
            case .endOfSource:
                // All rejects may have been those of an earlier attempt at this run.
                if budget.isExceededAtEnd { throw tooMany(lastReject?.reject, in: lastReject?.input ?? "", budget) }
                return
            }
        }
        try Task.checkCancellation()
        throw FlowError.cutOff
    }

    private func tooMany(_ reject: Reject?, in input: String, _ budget: RejectBudget) -> FlowError {
        .tooManyRejects(
            FlowError.TooManyRejects(
                input: input, reject: reject, limit: budget.limit, rejects: budget.rejects, records: budget.records))
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
