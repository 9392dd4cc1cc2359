// The reading side of a run: inputs one after the other, each decoded, transformed and sent.

import Ledger
import Readers
import RowModel
import Transforms

/// Reads the inputs of a pipeline into the channel. Runs where blocking is allowed.
struct SourceReading {
    /// Position in the source and file of each input to be read.
    let inputs: [(index: Int, file: InputFile)]
    let decode: DecodePlan
    let transforms: [TransformStage]
    let stageNames: [String]
    let pool: BatchPool
    let meter: ReaderMeter

    func run(into inlet: ChannelInlet) async {
        do {
            for (index, file) in inputs {
                try await read(file, index: index, into: inlet)
            }
            try await inlet.send(.endOfSource)
            inlet.finish()
        } catch {
            inlet.finish(throwing: error)
        }
    }

    private func read(_ file: InputFile, index: Int, into inlet: ChannelInlet) async throws {
        let reader = try InputReader(path: file.name, inputIndex: index, plan: decode, pool: pool)
        try await inlet.send(.beginInput(account(for: file, index: index)))
        let clock = ContinuousClock()
        while true {
            try Task.checkCancellation()
            let start = clock.now
            guard let batch = try reader.next() else { break }
            let decoded = clock.now
            for (position, transform) in transforms.enumerated() {
                transform.apply(to: batch, stage: position + 1)
            }
            meter.add(decode: decoded - start, transform: clock.now - decoded)
            try await inlet.send(.batch(batch))
        }
        let summary = reader.summary
        guard summary.fileBytes == file.identity.size || !file.isRegular else {
            throw FlowError.changedWhileRead(path: file.name, was: file.identity.size, read: summary.fileBytes)
        }
        meter.addInput(fileBytes: summary.fileBytes, decodedBytes: summary.decodedBytes)
        try await inlet.send(.endInput(index, summary))
    }

    private func account(for file: InputFile, index: Int) -> InputAccount {
        let reading = InputReading(format: decode.format, compression: decode.compression)
        var stages = stageNames.map { StageRecord(name: $0) }
        stages[stages.count - 1].written = WrittenRows()
        return InputAccount(
            input: InputRecord(index: index, identity: file.identity, reading: reading), stages: stages)
    }
}
