// The reading side of a run: inputs one after the other, each decoded, transformed and sent.

import Ledger
import Readers
import RowModel
import Sink
import Transforms

/// Reads the inputs of a pipeline into the channel. Runs where blocking is allowed.
struct SourceReading {
    let inputs: [PlannedInput]
    let decode: DecodePlan
    let transforms: [TransformStage]
    var expectations: RowExpectations?
    let target: TargetRows
    let stageNames: [String]
    let pool: BatchPool
    let meter: ReaderMeter
    let wake: ReadWake

    func run(into inlet: ChannelInlet) async {
        do {
            for input in inputs {
                try await read(input, into: inlet)
            }
            try await inlet.send(.endOfSource)
            inlet.finish()
        } catch {
            inlet.finish(throwing: error)
        }
    }

    private func read(_ input: PlannedInput, into inlet: ChannelInlet) async throws {
        let file = input.file
        let guarded = try GuardedFile(file)
        do {
            let summary = try await read(input, from: guarded.source, into: inlet)
            try guarded.check(read: summary.fileBytes)
            meter.addInput(fileBytes: summary.fileBytes, decodedBytes: summary.decodedBytes)
            try await inlet.send(.endInput(input.id, summary))
        } catch let error as ReadError {
            // What can't be decoded may be so because half of it is new.
            try guarded.check()
            throw error
        }
    }

    private func read(
        _ input: PlannedInput, from source: any ByteSource, into inlet: ChannelInlet
    ) async throws -> InputSummary {
        let name = input.file.name
        let reader = try InputReader(
            source: StoppableSource(source, name: name, wake: wake), name: name, inputIndex: input.id, plan: decode, pool: pool)
        if let checkpoint = input.checkpoint { try reader.skip(to: checkpoint) }
        try await inlet.send(.beginInput(input.committed ?? newAccount(for: input), input))
        try await send(reader, of: input.file.name, into: inlet)
        return reader.summary
    }

    /// Decodes, transforms and sends batches until the input has no more.
    private func send(_ reader: InputReader, of name: String, into inlet: ChannelInlet) async throws {
        let clock = ContinuousClock()
        while true {
            try Task.checkCancellation()
            let start = clock.now
            guard let batch = try reader.next() else { return }
            let decoded = clock.now
            for (position, transform) in transforms.enumerated() {
                transform.apply(to: batch, stage: position + 1)
            }
            if let breach = expectations?.firstBreach(in: batch) {
                throw ExpectationError.row(input: name, breach)
            }
            target.prepare(batch)
            meter.add(decode: decoded - start, transform: clock.now - decoded)
            try await inlet.send(.batch(batch))
        }
    }

    private func newAccount(for planned: PlannedInput) -> InputAccount {
        let reading = InputReading(format: decode.format, compression: decode.compression)
        var stages = stageNames.map { StageRecord(name: $0) }
        stages[stages.count - 1].written = WrittenRows()
        return InputAccount(
            input: InputRecord(index: planned.id, identity: planned.file.identity, reading: reading), stages: stages)
    }
}
