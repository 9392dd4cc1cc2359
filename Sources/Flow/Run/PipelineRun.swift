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
    private let gauge: ChannelGauge
    private let meter = ReaderMeter()

    public init(_ pipeline: CompiledPipeline, toolVersion: String) {
        self.pipeline = pipeline
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
            let inputs = try newInputs(writer, &outcome)
            outcome.runID = try writer.start(runStart)
            do {
                outcome.rowsAfter = try await load(inputs, with: writer)
            } catch {
                outcome.failure = UnexpectedError.wrapping(error)
                writer.abort(.failed, error: outcome.failure!.description)
            }
            outcome.accounts = try writer.committedAccounts()
            outcome.rowsBefore = writer.rowsBefore
        } catch {
            if outcome.failure == nil { outcome.failure = UnexpectedError.wrapping(error) }
        }
        outcome.seconds = (ContinuousClock().now - start).seconds
        outcome.reader = meter.metrics
        outcome.channel = gauge.readings
        outcome.peakMemoryBytes = ProcessMemory.peakBytes
        return outcome
    }

    /// The inputs that are not in the table yet, with their positions in the source.
    private func newInputs(_ writer: SinkWriter, _ outcome: inout RunOutcome) throws -> [(index: Int, file: InputFile)] {
        let loaded = try writer.loadedInputs(pipeline: pipeline.spec.name)
        let byPath = Dictionary(loaded.map { ($0.identity.path, $0) }, uniquingKeysWith: { _, last in last })
        var inputs: [(index: Int, file: InputFile)] = []
        for (index, file) in pipeline.inputs.enumerated() {
            guard let earlier = byPath[file.identity.path] else {
                inputs.append((index, file))
                continue
            }
            guard earlier.identity == file.identity else {
                throw FlowError.inputChanged(path: file.name, run: earlier.run)
            }
            outcome.skipped.append(earlier)
        }
        return inputs
    }

    private var runStart: RunStart {
        RunStart(
            pipeline: pipeline.spec.name, table: pipeline.target.table, mode: pipeline.target.mode.rawValue,
            specPath: URL(filePath: pipeline.spec.path).standardizedFileURL.path(percentEncoded: false),
            specText: pipeline.spec.text, parameters: pipeline.spec.parameters, rowsBefore: 0, toolVersion: toolVersion)
    }

    private func load(_ inputs: [(index: Int, file: InputFile)], with writer: SinkWriter) async throws -> Int {
        let (inlet, outlet) = makeMeteredChannel(gauge: gauge)
        let flow = pipeline.spec.flow
        let pool = BatchPool(shape: pipeline.shape, limit: flow.highWatermark / flow.batchBytes + 4)
        let reading = UnsafeTransfer(
            SourceReading(
                inputs: inputs, decode: pipeline.decode, transforms: pipeline.transforms,
                stageNames: pipeline.stageNames, pool: pool, meter: meter))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: BlockingExecutor(label: "weir.reader")) {
                await reading.value.run(into: inlet)
            }
            try await write(from: outlet, to: writer, pool: pool)
            try await group.waitForAll()
            return try writer.finish()
        }
    }

    /// Writes what comes through the channel until the end of the source. Asks for the next element only when the last one is
    /// in the transaction, and the transaction, where that was due, is committed.
    private func write(from outlet: ChannelOutlet, to writer: SinkWriter, pool: BatchPool) async throws {
        var budget = RejectBudget(limit: pipeline.spec.rejectLimit)
        var lastReject: (input: String, reject: Reject)?
        while let element = try await outlet.next() {
            switch element {
            case .beginInput(let account):
                writer.beginInput(account)
            case .batch(let batch):
                let name = pipeline.inputs[batch.inputIndex].name
                if let reject = budget.count(records: batch.tallies[0].in, rejects: batch.rejects) {
                    throw tooMany(reject, in: name, budget)
                }
                if let last = batch.rejects.last { lastReject = (name, last) }
                try writer.write(batch)
                pool.put(batch)
            case .endInput(let index, let summary):
                try writer.endInput(
                    index,
                    InputEnd(
                        records: summary.records, blankLines: summary.blankLines, commentLines: summary.commentLines,
                        decodedBytes: summary.decodedBytes, crc32: summary.crc32))
            case .endOfSource:
                if budget.isExceededAtEnd, let (name, reject) = lastReject { throw tooMany(reject, in: name, budget) }
                return
            }
        }
        try Task.checkCancellation()
        throw FlowError.cutOff
    }

    private func tooMany(_ reject: Reject, in input: String, _ budget: RejectBudget) -> FlowError {
        .tooManyRejects(
            FlowError.TooManyRejects(
                input: input, reject: reject, limit: budget.limit, rejects: budget.rejects, records: budget.records))
    }
}

/// Hands a value to the one task that will use it from then on. The reader's transforms hold an SQLite connection that is not
/// shared, only moved.
private struct UnsafeTransfer<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}
