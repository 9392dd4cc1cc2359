// The reading side of a run: inputs one after the other, each decoded, transformed and sent.

import Foundation
import Ledger
import Readers
import RowModel
import Sink
import Transforms

/// Reads the inputs of a pipeline into the channel. Runs where blocking is allowed.
struct SourceReading {
    let inputs: [PlannedInput]
    /// What stages that remember rows have to see first, see ``LoadPlan/remembered``.
    var remembered: [PlannedInput] = []
    /// The run that those are of.
    var resumedRun: Int64?
    let decode: DecodePlan
    let transforms: [TransformStage]
    var expectations: RowExpectations?
    let target: TargetRows
    let stageNames: [String]
    let pool: BatchPool
    let meter: ReaderMeter
    let wake: ReadWake
    let progress: RunProgress
    /// Whether a file that changes while it is read leaves rows that only --restart takes out.
    var changesNeedRestart = true
    /// Told of what a command writes to stderr.
    let show: @Sendable (String) -> Void
    private let fault = BatchFault()

    func run(into inlet: ChannelInlet) async {
        do {
            try await remember()
            for input in inputs {
                try await read(input, into: inlet)
            }
            try await inlet.send(.endOfSource)
            progress.noteReader { $0.state = .done }
            inlet.finish()
        } catch {
            inlet.finish(throwing: error)
        }
    }

    private func remember() async throws {
        guard let resumedRun else { return }
        let replay = InputReplay(
            decode: decode, transforms: transforms, stageNames: stageNames, pool: pool, wake: wake, progress: progress,
            changesNeedRestart: changesNeedRestart, show: show)
        for input in remembered {
            progress.noteReader { $0 = ReaderActivity(state: .decoding, input: input.source.name) }
            try await replay.run(input, of: resumedRun)
        }
    }

    private func read(_ input: PlannedInput, into inlet: ChannelInlet) async throws {
        progress.noteReader { $0 = ReaderActivity(state: .decoding, input: input.source.name) }
        let summary =
            switch input.source.origin {
            case .file(let status): try await readFile(input, status, into: inlet)
            case .command(let command): try await readCommand(input, command, into: inlet)
            case .stdin: try await readOnce(input, from: StandardInput(wake: wake), into: inlet)
            case .rejects(let spool): try await readOnce(input, from: spool, into: inlet)
            case .mended(let path, _): try await readOnce(input, from: FileByteSource(path: path), into: inlet)
            }
        meter.addInput(input.source.name, summary)
        try await inlet.send(.endInput(input.id, summary))
    }

    private func readFile(
        _ input: PlannedInput, _ status: FileStatus, into inlet: ChannelInlet
    ) async throws -> InputSummary {
        let file = try GuardedFile(input.source.name, listed: status, needsRestart: changesNeedRestart)
        do {
            let summary = try await read(input, from: file.source, readsAhead: true, into: inlet)
            try file.check(read: summary.fileBytes)
            return summary
        } catch let error as ReadError {
            // What can't be decoded may be so because half of it is new.
            try file.check()
            throw error
        }
    }

    /// The program's exit status is known before the input's end is sent on.
    private func readCommand(
        _ input: PlannedInput, _ command: SourceCommand, into inlet: ChannelInlet
    ) async throws -> InputSummary {
        let (show, program) = (show, command.programName)
        let process = CommandProcess(command, name: input.source.name, wake: wake) { show("\(program): \($0)") }
        // Once the program has ended its id may be another's.
        defer { progress.noteReader { $0.process = nil } }
        return try await process.run { output, id in
            progress.noteReader { $0.process = id }
            let summary = try await readOnce(input, from: output, into: inlet)
            progress.noteReader { $0.state = .waitingForExit }
            return summary
        }
    }

    /// Nobody can count such an input again later, so that is done while it passes.
    private func readOnce(
        _ input: PlannedInput, from source: any ByteSource, into inlet: ChannelInlet
    ) async throws -> InputSummary {
        let plan = input.source.plan(decode)
        var recount = StreamRecount(plan.format, encoding: plan.encoding)
        let summary = try await read(input, from: source, into: inlet) { recount.add($0) }
        let imbalances = recount.finish().imbalances(with: summary)
        guard imbalances.isEmpty else { throw SinkError.unbalanced(input: input.source.name, imbalances: imbalances) }
        return summary
    }

    /// - Parameter tap: told of all bytes of the content.
    private func read(
        _ input: PlannedInput, from source: any ByteSource, readsAhead: Bool = false, into inlet: ChannelInlet,
        tap: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) async throws -> InputSummary {
        let name = input.source.name
        let reader = try InputReader(
            source: WatchedSource(source, name: name, wake: wake, progress: progress), name: name, inputIndex: input.id,
            plan: input.source.plan(decode), pool: pool, readsAhead: readsAhead, tap: tap)
        if let checkpoint = input.checkpoint { try reader.skip(to: checkpoint) }
        try await inlet.send(.beginInput(input.committed ?? newAccount(for: input), input))
        try await StagePrograms(stages: transforms, wake: wake, progress: progress, show: show).run {
            try await send(reader, of: input, into: inlet)
        }
        return reader.summary
    }

    /// Decodes, transforms and sends batches until the input has no more.
    private func send(_ reader: InputReader, of input: PlannedInput, into inlet: ChannelInlet) async throws {
        let clock = ContinuousClock()
        let fault = fault
        var chain = try StageChain(
            transforms, input: input.id, firstRecord: (input.committed?.input.records ?? 0) + 1, pool: pool
        ) { batch, position in fault?.strike(batch, behindTransform: position) }
        while true {
            try Task.checkCancellation()
            var start = clock.now
            let batch = try reader.next()
            meter.add(decode: clock.now - start)
            start = clock.now
            if let batch { try chain.put(batch) } else { chain.finish() }
            while let part = try chain.next() {
                try complete(part, of: input.source.name)
                meter.add(transform: clock.now - start)
                progress.noteReader {
                    $0.state = .waitingForRoom
                    $0.records = reader.summary.records
                }
                try await inlet.send(.batch(part))
                progress.noteReader { $0.state = .decoding }
                start = clock.now
            }
            if batch == nil { return }
        }
    }

    /// What is left to do for a batch behind the last transform.
    private func complete(_ batch: RowBatch, of name: String) throws {
        if let breach = expectations?.firstBreach(in: batch) { throw ExpectationError.row(input: name, breach) }
        target.prepare(batch)
        fault?.strikePrepared(batch)
    }

    private func newAccount(for planned: PlannedInput) -> InputAccount {
        let decode = planned.source.plan(decode)
        let reading = InputReading(
            format: decode.format, compression: decode.compression, encoding: decode.encoding,
            origin: planned.source.ledgerOrigin)
        var identity = planned.source.identity
        if !planned.source.isRepeatable { identity.modified = Int(Date().timeIntervalSince1970 * 1e9) }
        var stages = stageNames.map { StageRecord(name: $0) }
        stages[stages.count - 1].written = WrittenRows()
        return InputAccount(input: InputRecord(index: planned.id, identity: identity, reading: reading), stages: stages)
    }
}
