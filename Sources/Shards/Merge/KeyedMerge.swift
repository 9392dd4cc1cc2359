// Rows into tables in which a key decides, in the order in which a single run would have brought them.

import BatchSQL
import Flow
import Ledger
import RowModel
import Sink

/// Takes input by input, whichever shards its rows are in, through the writer that any run has: so what becomes of each row,
/// and whose place it takes, is counted as if the inputs had been read. An input is in one transaction whole.
struct KeyedMerge {
    private let writer: SinkWriter
    private let pipeline: MergedPipeline
    private let survey: MergeSurvey
    private let numbers: MergeNumbers
    private let targets: [Int]
    private let shards: OpenShards
    private let stop: MergeStop
    private let rowsAhead = RowsAhead()
    private let note: (_ shard: Int, _ target: Int) -> MergedShard
    /// Taken by now.
    private(set) var rows = 0

    /// - Parameter targets: positions of those that are to be filled.
    init(
        _ writer: SinkWriter, _ pipeline: MergedPipeline, _ survey: MergeSurvey, _ numbers: MergeNumbers, targets: [Int],
        folder: ShardFolder, stop: MergeStop, note: @escaping (_ shard: Int, _ target: Int) -> MergedShard
    ) {
        self.writer = writer
        self.pipeline = pipeline
        self.survey = survey
        self.numbers = numbers
        self.targets = targets
        self.stop = stop
        self.note = note
        shards = OpenShards(in: folder, survey.shards)
    }

    /// A part of an input, or all of it, as one target takes it.
    private struct Share {
        var unit: UnitPlace
        var share: InputShare
        /// As the shard counts it.
        var account: InputAccount
    }

    /// - Parameter units: all of one input, in the order of its content.
    mutating func take(_ units: ArraySlice<UnitPlace>) throws {
        let shares = try targets.map { target in try units.map { try share(of: $0, target) } }
        let wholes = shares.map(Self.whole)
        try writer.beginWhole(zip(targets, wholes).map { TargetInput(target: $0, Self.beforeSink($1)) })
        for (target, shares) in zip(targets, shares) {
            for share in shares { try take(share, target) }
        }
        try writer.endInput(wholes.map(\.input.index), Self.end(of: wholes[0].input))
        try writer.commitIfDue()
    }

    private func share(of unit: UnitPlace, _ target: Int) throws -> Share {
        let shard = Int(unit.shard)
        let place = survey.shards[shard]
        let number = target * place.numbersOfTarget + Int(unit.number)
        let account = try shards.shard(shard).database.account(ofRun: place.runs[target], input: number)
        let input = Int(unit.input)
        let share = numbers.share(
            account, input: input, start: survey.splitInputs[input] == nil ? nil : unit.start, target: target,
            split: survey.splitInputs[input])
        return Share(unit: unit, share: share, account: account)
    }

    private mutating func take(_ share: Share, _ target: Int) throws {
        let shard = Int(share.unit.shard)
        let opened = try shards.shard(shard)
        let source = ShardSource(opened.database, shard: shard)
        let run = survey.shards[shard].runs[target]
        try writer.takeRejects(of: share.share, ofRun: run, from: source, note(shard, target), target: target)
        var found = Standing()
        if let rowids = survey.order.rowids(of: share.unit, target: target, rows: share.account.inserted) {
            let (columns, shape) = (pipeline.targets[target].columns, pipeline.shape)
            do {
                let reader = try opened.reader(of: pipeline.targets[target].table)
                try rowsAhead.read(of: shape) { handOver in
                    try reader.read(columns.map(\.name), to: columns.map(\.slot), of: shape, rowids: rowids, take: handOver)
                } take: { batch in
                    try stop.check()
                    found.rows += batch.rowCount
                    found.contents &+= try writer.write(batch, of: share.share.number, target: target, from: source)
                }
            } catch let error as SQLiteError {
                throw MergeError.unreadable(path: opened.database.path, reason: error.message)
            }
        }
        try writer.targets[target].checkContents(share.account, found, source)
        rows += found.rows
    }

    private static func whole(_ shares: [Share]) -> InputAccount {
        guard let whole = shares[0].share.whole else { return shares[0].share.account }
        var account = InputAccount(input: whole.record(shares[0].share.account.input.index), stages: [])
        for share in shares { account.add(share.share.account) }
        whole.completeIfAllIsThere(&account.input)
        return account
    }

    /// As the input stands when its rows have passed all stages but the sink, which has refused some of them in the shards.
    private static func beforeSink(_ account: InputAccount) -> InputAccount {
        var account = account
        let sink = account.stages.count - 1
        var tally = Tally()
        tally.reject(account.stages[sink].tally.rejected)
        account.stages[sink].tally = tally
        account.stages[sink].written = WrittenRows()
        account.input.contents = 0
        account.input.isComplete = false
        return account
    }

    private static func end(of input: InputRecord) -> InputEnd {
        InputEnd(
            records: input.records, blankLines: input.blankLines, commentLines: input.commentLines,
            decodedBytes: input.decodedBytes, crc32: input.readMark?.crc32 ?? 0)
    }
}
