// The rows of all shards, one after the other, into the writer.

import BatchSQL
import Flow
import Ledger
import RowModel
import Sink

/// Takes what is not taken yet.
struct ShardTaking {
    let writer: SinkWriter
    let pipeline: MergedPipeline
    let survey: MergeSurvey
    let folder: ShardFolder
    let resumption: MergeResumption
    let stop: MergeStop
    let progress: (MergeProgress) -> Void
    /// Taken by now.
    private(set) var rows = 0
    private var shardsDone = 0

    init(
        writer: SinkWriter, pipeline: MergedPipeline, survey: MergeSurvey, folder: ShardFolder, resumption: MergeResumption,
        stop: MergeStop, progress: @escaping (MergeProgress) -> Void
    ) {
        self.writer = writer
        self.pipeline = pipeline
        self.survey = survey
        self.folder = folder
        self.resumption = resumption
        self.stop = stop
        self.progress = progress
    }

    /// First the tables that take shards whole, then those that take rows in the plan's order.
    mutating func takeAll() throws {
        writer.goOn(with: resumption.begunInputs)
        let whole = pipeline.targets.indices.filter { !pipeline.targets[$0].needsOrder }
        if !whole.isEmpty { try takeWhole(whole) }
        let ordered = pipeline.targets.indices.filter { pipeline.targets[$0].needsOrder }
        if !ordered.isEmpty { try takeInOrder(ordered) }
    }

    private mutating func takeWhole(_ targets: [Int]) throws {
        // They are committed together.
        let taken = try resumption.unfinished[targets[0]].map { try Set(writer.mergedShards(ofRun: $0.record.id).map(\.shard)) } ?? []
        try survey.plan.forEachShard { assignment in
            try stop.check()
            if !taken.contains(assignment.shard) { try take(assignment, targets) }
            shardsDone += 1
            tell()
        }
        try writer.commitOpen()
    }

    private mutating func take(_ assignment: ShardAssignment, _ targets: [Int]) throws {
        let database = try ShardDatabase(path: folder.database(assignment.shard))
        try survey.shards[assignment.shard].checkIsSame(database)
        let source = ShardSource(database, shard: assignment.shard)
        let shares = try targets.map { try share(of: assignment, database, target: $0) }
        try writer.take(shares, from: source, unless: stop.check)
        rows += shares.reduce(0) { $0 + $1.rows }
    }

    private func share(of assignment: ShardAssignment, _ database: ShardDatabase, target: Int) throws -> ShardShare {
        let run = survey.shards[assignment.shard].runs[target]
        let accounts = Dictionary(try database.accounts(ofRun: run).map { ($0.input.index, $0) }, uniquingKeysWith: { first, _ in first })
        let numbers = assignment.numbers(behind: survey.plan.header.inputs, target: target)
        let inputs = try zip(assignment.units, numbers).map { unit, number in
            guard let account = accounts[number] else { throw MergeError.replaced(path: database.path) }
            return resumption.numbers.share(account, of: unit, target: target, split: survey.splitInputs[unit.input])
        }
        return ShardShare(target: target, run: run, note: note(assignment.shard, target), inputs: inputs)
    }

    func note(_ shard: Int, _ target: Int) -> MergedShard {
        MergedShard(
            shard: shard, plan: survey.plan.digest, folder: folder.path.realPath ?? folder.path,
            firstInput: resumption.numbers.firstInput(ofTarget: target), seal: survey.shards[shard].seals[target])
    }

    private mutating func takeInOrder(_ targets: [Int]) throws {
        let done = resumption.completeInputs(ofTarget: targets[0])
        var merge = KeyedMerge(writer, pipeline, survey, resumption.numbers, targets: targets, folder: folder, stop: stop, note: note)
        defer { rows += merge.rows }
        try survey.order.forEachInput { units in
            guard !done.contains(Int(units.first!.input)) else { return }
            try stop.check()
            try merge.take(units)
            progress(MergeProgress(shards: survey.plan.header.shards, shardsDone: nil, rows: rows + merge.rows, allRows: allRows))
        }
        try writer.commitOpen()
    }

    private func tell() {
        progress(MergeProgress(shards: survey.plan.header.shards, shardsDone: shardsDone, rows: rows, allRows: allRows))
    }

    private var allRows: Int { survey.totals.reduce(0) { $0 + $1.inserted } }
}
