// The reading side of a run: inputs one after the other, each decoded, transformed and sent.

import Foundation
import Ledger
import Readers
import RowModel
import Sink
import Transforms

/// Reads the inputs of a pipeline into the channel. Runs where blocking is allowed.
struct SourceReading {
    let inputs: [PlannedReading]
    /// What stages that remember rows have to see first, see ``RunPlan/remembered``.
    var remembered: [PlannedReading] = []
    /// The runs that are gone on with, by target.
    var resumedRuns: [Int64?] = []
    let decode: DecodePlan
    let transforms: [TransformStage]
    let targets: [CompiledTarget]
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
            try checkBeginnings()
            try await remember()
            for (position, input) in inputs.enumerated() {
                try await read(input, at: position, into: inlet)
            }
            try await inlet.send(.endOfSource)
            progress.noteReader { $0.state = .done }
            inlet.finish()
        } catch {
            inlet.finish(throwing: error)
        }
    }

    private func checkBeginnings() throws {
        let beginning = SameBeginning(
            decode: decode, pool: pool, wake: wake, progress: progress, changesNeedRestart: changesNeedRestart)
        for input in inputs where input.before != nil {
            progress.beginReading(ReaderActivity(state: .decoding, input: input.source.name))
            try beginning.check(input)
        }
    }

    private func remember() async throws {
        let replay = InputReplay(
            decode: decode, transforms: transforms, targets: targets, resumedRuns: resumedRuns, pool: pool, wake: wake,
            progress: progress, changesNeedRestart: changesNeedRestart, show: show)
        for input in remembered {
            progress.beginReading(ReaderActivity(state: .decoding, input: input.source.name))
            try await replay.run(input)
        }
    }

    private func read(_ input: PlannedReading, at position: Int, into inlet: ChannelInlet) async throws {
        progress.beginReading(
            ReaderActivity(
                state: .decoding, input: input.source.name, position: position, recordsBefore: input.firstRecord - 1))
        let summary =
            switch input.source.origin {
            case .file(let status): try await readFile(input, status, into: inlet)
            case .command(let command): try await readCommand(input, command, into: inlet)
            case .stdin: try await readOnce(input, from: StandardInput(wake: wake), into: inlet)
            case .rejects(let spool): try await readOnce(input, from: spool, into: inlet)
            case .mended(let path, _): try await readOnce(input, from: FileByteSource(path: path), into: inlet)
            }
        meter.addInput(input.source.name, summary)
        try await inlet.send(.endInput(input.targets.map(\.input.id), summary))
    }

    private func readFile(
        _ input: PlannedReading, _ status: FileStatus, into inlet: ChannelInlet
    ) async throws -> InputSummary {
        let file = try GuardedFile(
            input.source.name, listed: status, needsRestart: changesNeedRestart, isPlanned: input.source.isPlanned)
        do {
            let summary = try await read(input, from: file.source, readsAhead: true, into: inlet)
            try file.check(read: input.source.part == nil ? summary.fileBytes : nil)
            return summary
        } catch let error as ReadError {
            // What can't be decoded may be so because half of it is new.
            try file.check()
            throw error
        }
    }

    /// The program's exit status is known before the input's end is sent on.
    private func readCommand(
        _ input: PlannedReading, _ command: SourceCommand, into inlet: ChannelInlet
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
        _ input: PlannedReading, from source: any ByteSource, into inlet: ChannelInlet
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
        _ input: PlannedReading, from source: any ByteSource, readsAhead: Bool = false, into inlet: ChannelInlet,
        tap: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) async throws -> InputSummary {
        let name = input.source.name
        let watched = WatchedSource(source, name: name, wake: wake, progress: progress)
        let part = input.source.part
        let reader = try InputReader(
            source: watched, name: name, inputIndex: input.targets[0].input.id, plan: input.source.plan(decode), pool: pool,
            readsAhead: readsAhead && part.map { $0.start == .start } != false, tap: tap)
        if let part {
            try reader.restrict(to: part, readsAhead: readsAhead) { offset throws(ReadError) in
                try (source as! FileByteSource).seek(to: offset)
                return watched
            }
        }
        if let checkpoint = input.checkpoint { try reader.skip(to: checkpoint) }
        try await inlet.send(.beginInput(opening(of: input)))
        let stages = transforms + input.targets.flatMap { targets[$0.position].transforms }
        try await StagePrograms(stages: stages, wake: wake, progress: progress, show: show).run {
            try await send(reader, of: input, into: inlet)
        }
        return reader.summary
    }

    /// Decodes, transforms and sends batches until the input has no more.
    private func send(_ reader: InputReader, of input: PlannedReading, into inlet: ChannelInlet) async throws {
        let clock = ContinuousClock()
        let fault = fault
        var common = try StageChain(
            transforms, input: input.targets[0].input.id, firstRecord: input.firstRecord, pool: pool
        ) { batch, position in fault?.strike(batch, behindTransform: position) }
        var ways = try input.targets.map { position, input in
            try TargetWay(to: targets[position], of: input, behind: transforms.count, pool, fault)
        }
        while true {
            try Task.checkCancellation()
            var start = clock.now
            let batch = try reader.next()
            meter.add(decode: clock.now - start)
            start = clock.now
            if let batch { try common.put(batch) } else { common.finish() }
            while let part = try common.next() {
                meter.add(transform: clock.now - start)
                for way in ways.indices {
                    // The last target has the batch itself, so that a single one costs no copy.
                    try ways[way].put(way == ways.count - 1 ? part : copy(of: part))
                    try await send(&ways[way], reader, into: inlet)
                }
                start = clock.now
            }
            guard batch == nil else { continue }
            for way in ways.indices {
                ways[way].finish()
                try await send(&ways[way], reader, into: inlet)
            }
            return
        }
    }

    /// Sends what has come to the end of a target's own stages.
    private func send(_ way: inout TargetWay, _ reader: InputReader, into inlet: ChannelInlet) async throws {
        let clock = ContinuousClock()
        var start = clock.now
        while let batch = try way.next() {
            meter.add(transform: clock.now - start)
            progress.noteReader {
                $0.state = .waitingForRoom
                $0.records = reader.summary.records
            }
            try await inlet.send(.batch(batch))
            progress.noteReader { $0.state = .decoding }
            start = clock.now
        }
    }

    private func copy(of batch: RowBatch) -> RowBatch {
        let copy = pool.take()
        batch.copy(into: copy)
        return copy
    }

    private func opening(of reading: PlannedReading) -> InputOpening {
        InputOpening(
            name: reading.source.name,
            targets: reading.targets.map { position, input in
                TargetInput(
                    target: position, input.committed ?? newAccount(for: input, stages: targets[position].stageNames),
                    replacing: input.replaces, retrying: input.source.retrySelection)
            }, isAtomic: reading.isAtomic)
    }

    private func newAccount(for planned: PlannedInput, stages names: [String]) -> InputAccount {
        let decode = planned.source.plan(decode)
        let reading = InputReading(
            format: decode.format, compression: decode.compression, encoding: decode.encoding,
            origin: planned.source.ledgerOrigin, part: planned.source.part)
        var identity = planned.source.identity
        if !planned.source.isRepeatable { identity.modified = Int(Date().timeIntervalSince1970 * 1e9) }
        var stages = names.map { StageRecord(name: $0) }
        stages[stages.count - 1].written = WrittenRows()
        var record = InputRecord(index: planned.id, identity: identity, reading: reading)
        record.decodedBytes = planned.source.part?.start.decoded ?? 0
        return InputAccount(input: record, stages: stages)
    }
}
