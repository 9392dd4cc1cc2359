// Reads as much of a pipeline's inputs as a preview shows.

import PipelineSpec
import Readers
import RowModel
import Transforms

extension CompiledPipeline {
    /// Reads the first records and takes them through all stages. A command is started, and killed once it has printed
    /// enough; of stdin no more is taken than that. Blocking.
    /// - Parameters:
    ///   - rows: how many records at most, rejects included.
    ///   - show: told of what a command writes to stderr.
    /// - Throws: ``ReadError`` for an input that can't be read that far.
    public func preview(rows: Int, show: @escaping @Sendable (String) -> Void) async throws -> PipelinePreview {
        for reference in references {
            try ReferenceLoading(reference, of: spec, wake: ReadWake(), progress: RunProgress()).load()
        }
        let reading = PreviewReading(pipeline: self, limit: rows, show: show)
        for input in inputs where reading.preview.records < rows { try await reading.read(input) }
        return reading.preview
    }
}

private struct PreviewReading {
    private let pipeline: CompiledPipeline
    private let limit: Int
    private let show: @Sendable (String) -> Void
    private let pool: BatchPool
    private let wake = ReadWake()
    private let notes: Notes
    var preview: PipelinePreview { notes.preview }

    /// What is noted behind each stage, while a batch is on its way.
    private final class Notes {
        var preview: PipelinePreview

        init(preview: PipelinePreview) {
            self.preview = preview
        }
    }

    /// Ends a command whose output is not wanted to its end.
    private struct HasEnough: Error {}

    init(pipeline: CompiledPipeline, limit: Int, show: @escaping @Sendable (String) -> Void) {
        self.pipeline = pipeline
        self.limit = limit
        self.show = show
        let shape = pipeline.shape
        pool = BatchPool(
            shape: .bounded(
                slots: shape.slots, rowCapacity: min(limit, shape.rowCapacity), blockBytes: shape.blockBytes),
            limit: 1)
        notes = Notes(preview: PipelinePreview(pipeline))
    }

    func read(_ input: SourceInput) async throws {
        notes.preview.inputs.append(input.name)
        switch input.origin {
        case .file: try await read(FileByteSource(path: input.name), of: input.name)
        case .stdin: try await read(StandardInput(wake: wake), of: input.name)
        case .command(let command): try await read(command, of: input.name)
        case .rejects(let spool): try await read(spool, of: input.name, plan: input.plan(pipeline.decode))
        case .mended(let path, _):
            try await read(FileByteSource(path: path), of: input.name, plan: input.plan(pipeline.decode))
        }
    }

    private func read(_ command: SourceCommand, of name: String) async throws {
        let (show, program) = (show, command.programName)
        let process = CommandProcess(command, name: name, wake: wake) { show("\(program): \($0)") }
        do {
            try await process.run { output, _ in
                try await read(output, of: name)
                if preview.records >= limit { throw HasEnough() }
            }
        } catch is HasEnough {}
    }

    /// - Parameter plan: nil for the pipeline's.
    private func read(_ source: any ByteSource, of name: String, plan: DecodePlan? = nil) async throws {
        let reader = try InputReader(
            source: source, name: name, inputIndex: preview.inputs.count - 1, plan: plan ?? pipeline.decode, pool: pool)
        try await StagePrograms(stages: pipeline.allTransforms, wake: wake, show: show).run {
            try pass(reader, of: name)
        }
    }

    /// Takes the first records through all stages.
    private func pass(_ reader: InputReader, of name: String) throws {
        let input = preview.inputs.count - 1
        var chain = try StageChain(pipeline.transforms, input: input, pool: pool) { [notes] batch, position in
            notes.preview.note(batch, behind: position + 1)
        }
        var own = try targetChains(input)
        while preview.records < limit, let batch = try reader.next() {
            batch.cut(toRecords: limit - preview.records)
            notes.preview.noteDecoded(batch)
            try chain.put(batch)
            try drain(&chain, into: &own, of: name)
        }
        chain.finish()
        try drain(&chain, into: &own, of: name)
        for position in own.indices {
            own[position].chain.finish()
            try drain(&own[position], of: name)
        }
    }

    /// The stages of one target, and where the first of them is shown.
    private struct TargetChain {
        let target: CompiledTarget
        let shown: Int
        var chain: StageChain
    }

    private func targetChains(_ input: Int) throws -> [TargetChain] {
        let first = pipeline.transforms.count
        var shown = first + 1
        return try pipeline.targets.map { target in
            let offset = shown - first
            let chain = try StageChain(
                target.transforms, behind: first, input: input, pool: pool
            ) { [notes] batch, position in
                notes.preview.note(batch, behind: position + offset)
            }
            defer { shown += target.transforms.count }
            return TargetChain(target: target, shown: shown, chain: chain)
        }
    }

    /// Takes what comes out of the stages of all through those of each target.
    private func drain(_ chain: inout StageChain, into own: inout [TargetChain], of name: String) throws {
        while let batch = try chain.next() {
            notes.preview.noteLosses(of: batch)
            for position in own.indices {
                let copy = pool.take()
                batch.copy(into: copy)
                try own[position].chain.put(copy)
                try drain(&own[position], of: name)
            }
            pool.put(batch)
        }
    }

    private func drain(_ own: inout TargetChain, of name: String) throws {
        while let batch = try own.chain.next() {
            notes.preview.noteLosses(of: batch, from: pipeline.transforms.count + 1, shownAt: own.shown)
            if let breach = own.target.expectations?.firstBreach(in: batch) {
                notes.preview.noteFailure(ExpectationError.row(input: name, breach).description)
            }
            pool.put(batch)
        }
    }
}
