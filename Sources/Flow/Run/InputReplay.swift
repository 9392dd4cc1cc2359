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
    private let transforms: [TransformStage]
    private let targets: [CompiledTarget]
    private let resumedRuns: [Int64?]
    private let pool: BatchPool
    private let wake: ReadWake
    private let progress: RunProgress
    private let changesNeedRestart: Bool
    private let show: @Sendable (String) -> Void

    /// - Parameters:
    ///   - transforms: those of all targets.
    ///   - resumedRuns: the runs that are gone on with, by target.
    init(
        decode: DecodePlan, transforms: [TransformStage], targets: [CompiledTarget], resumedRuns: [Int64?],
        pool: BatchPool, wake: ReadWake, progress: RunProgress, changesNeedRestart: Bool,
        show: @escaping @Sendable (String) -> Void
    ) {
        self.decode = decode
        self.transforms = transforms
        self.targets = targets
        self.resumedRuns = resumedRuns
        self.pool = pool
        self.wake = wake
        self.progress = progress
        self.changesNeedRestart = changesNeedRestart
        self.show = show
    }

    /// - Throws: ``FlowError/unfinished(run:reason:wayOut:)`` if the stages do with the rows what they did not do
    ///   before; ``FlowError/changedWhileRead(path:_:needsRestart:)``, ``ReadError``, ``TransformError``.
    func run(_ input: PlannedReading) async throws {
        guard let records = input.targets.first?.input.committed?.input.records,
            case .file(let status) = input.source.origin
        else { return }
        let name = input.source.name
        let file = try GuardedFile(name, listed: status, needsRestart: changesNeedRestart)
        let reader = try InputReader(
            source: WatchedSource(file.source, name: name, wake: wake, progress: progress), name: name,
            inputIndex: input.targets[0].input.id, plan: input.source.plan(decode), pool: pool, readsAhead: true)
        let own = input.targets.map { Self.upToMemory(targets[$0.position].transforms) }
        let common = own.allSatisfy(\.isEmpty) ? Self.upToMemory(transforms) : transforms
        var found: [[Tally]] = []
        let programs = StagePrograms(stages: common + own.flatMap(\.self), wake: wake, progress: progress, show: show)
        try await programs.run {
            var replay = try ReplayedStages(common, own, input, pool)
            while replay.records < records, let batch = try reader.next() {
                try Task.checkCancellation()
                batch.cut(toRecords: records - replay.records)
                try replay.pass(batch)
            }
            try replay.finish()
            found = replay.tallies
        }
        for (tallies, target) in zip(found, input.targets) { try check(tallies, target.position, target.input) }
    }

    private static func upToMemory(_ stages: [TransformStage]) -> [TransformStage] {
        let last = stages.lastIndex { $0.memory != .none }
        return Array(stages[..<(last.map { $0 + 1 } ?? 0)])
    }

    private func check(_ tallies: [Tally], _ target: Int, _ input: PlannedInput) throws {
        guard let committed = input.committed, let run = resumedRuns[target] else { return }
        for (position, tally) in tallies.enumerated() where tally != committed.stages[position].tally {
            throw FlowError.unfinished(
                run: run,
                reason: "stage \(targets[target].stageNames[position]) does not do with the records of \(input.source.name) "
                    + "what it did, which dedupe has to see again; does it ask for the time of day?")
        }
    }
}

/// The stages that an input is taken through once more, and what they do.
private struct ReplayedStages {
    private struct Way {
        var chain: StageChain
        var tallies: [Tally]

        /// Takes out what has come through.
        mutating func drain(_ body: (RowBatch) throws -> Void) throws {
            while let part = try chain.next() {
                for position in tallies.indices { tallies[position].merge(part.tallies[position]) }
                try body(part)
            }
        }
    }

    private let input: PlannedReading
    private let pool: BatchPool
    private var common: Way
    /// nil for a target whose own stages remember nothing.
    private var own: [Way?]

    init(
        _ stages: [TransformStage], _ own: [[TransformStage]], _ input: PlannedReading, _ pool: BatchPool
    ) throws {
        self.input = input
        self.pool = pool
        common = Way(
            chain: try StageChain(stages, input: input.targets[0].input.id, pool: pool),
            tallies: Array(repeating: Tally(), count: 1 + stages.count))
        self.own = try zip(own, input.targets).map { ownStages, target in
            if ownStages.isEmpty { return nil }
            return Way(
                chain: try StageChain(ownStages, behind: stages.count, input: target.input.id, pool: pool),
                tallies: Array(repeating: Tally(), count: 1 + stages.count + ownStages.count))
        }
    }

    /// How many have gone in.
    var records: Int { common.tallies[0].in }
    /// What the stages did, by target.
    var tallies: [[Tally]] { own.map { $0?.tallies ?? common.tallies } }

    mutating func pass(_ batch: RowBatch) throws {
        try common.chain.put(batch)
        try drain()
    }

    mutating func finish() throws {
        common.chain.finish()
        try drain()
        for position in own.indices {
            own[position]?.chain.finish()
            try own[position]?.drain(pool.put)
        }
    }

    private mutating func drain() throws {
        var (common, own) = (common, own)
        defer { (self.common, self.own) = (common, own) }
        try common.drain { part in
            for (position, target) in input.targets.enumerated() where own[position] != nil {
                let copy = pool.take()
                part.copy(into: copy)
                copy.inputIndex = target.input.id
                try own[position]!.chain.put(copy)
                try own[position]!.drain(pool.put)
            }
            pool.put(part)
        }
    }
}
