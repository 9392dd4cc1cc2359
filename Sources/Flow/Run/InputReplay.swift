// Shows stages that remember rows what an earlier attempt at the run has committed.

import Ledger
import Readers
import RowModel
import Transforms

/// Reads an input once more, up to where it is committed, and takes its rows through the stages up to the last one that
/// remembers any. What comes out is let go: it is in the table. So what has been seen is kept nowhere but in the input
/// itself, and a run may end at any moment.
struct InputReplay {
    private let decode: DecodePlan
    private let stages: [TransformStage]
    private let stageNames: [String]
    private let pool: BatchPool
    private let wake: ReadWake
    private let progress: RunProgress
    private let changesNeedRestart: Bool
    private let show: @Sendable (String) -> Void

    init(
        decode: DecodePlan, transforms: [TransformStage], stageNames: [String], pool: BatchPool, wake: ReadWake,
        progress: RunProgress, changesNeedRestart: Bool, show: @escaping @Sendable (String) -> Void
    ) {
        self.decode = decode
        let last = transforms.lastIndex { $0.memory != .none }
        stages = Array(transforms[..<(last.map { $0 + 1 } ?? 0)])
        self.stageNames = stageNames
        self.pool = pool
        self.wake = wake
        self.progress = progress
        self.changesNeedRestart = changesNeedRestart
        self.show = show
    }

    /// - Throws: ``FlowError/unfinished(run:reason:wayOut:)`` if the stages do with the rows what they did not do
    ///   before; ``FlowError/changedWhileRead(path:_:needsRestart:)``, ``ReadError``, ``TransformError``.
    func run(_ input: PlannedInput, of run: Int64) async throws {
        guard let committed = input.committed, case .file(let status) = input.source.origin else { return }
        let name = input.source.name
        let file = try GuardedFile(name, listed: status, needsRestart: changesNeedRestart)
        let reader = try InputReader(
            source: WatchedSource(file.source, name: name, wake: wake, progress: progress), name: name,
            inputIndex: input.id, plan: input.source.plan(decode), pool: pool, readsAhead: true)
        var tallies: [Tally] = []
        try await StagePrograms(stages: stages, wake: wake, progress: progress, show: show).run {
            tallies = try pass(reader, input, committed)
        }
        for (position, tally) in tallies.enumerated() where tally != committed.stages[position].tally {
            throw FlowError.unfinished(
                run: run,
                reason: "stage \(stageNames[position]) does not do with the records of \(name) what it did, which dedupe has to "
                    + "see again; does it ask for the time of day?")
        }
    }

    /// - Returns: what the stages did with the records that are committed.
    private func pass(_ reader: InputReader, _ input: PlannedInput, _ committed: InputAccount) throws -> [Tally] {
        var tallies = Array(repeating: Tally(), count: stages.count + 1)
        var chain = try StageChain(stages, input: input.id, pool: pool)
        while tallies[0].in < committed.input.records, let batch = try reader.next() {
            try Task.checkCancellation()
            batch.cut(toRecords: committed.input.records - tallies[0].in)
            try chain.put(batch)
            try drain(&chain, into: &tallies)
        }
        chain.finish()
        try drain(&chain, into: &tallies)
        return tallies
    }

    private func drain(_ chain: inout StageChain, into tallies: inout [Tally]) throws {
        while let part = try chain.next() {
            for position in tallies.indices { tallies[position].merge(part.tallies[position]) }
            pool.put(part)
        }
    }
}
