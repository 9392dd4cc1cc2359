// What the target database has of a merge already, and of the inputs that it is to bring.

import Flow
import Ledger
import RowModel
import Sink

/// Where a merge begins: from nothing, or behind what an earlier attempt has committed.
struct MergeResumption {
    private static let listed = 10

    /// Of each target, if it has committed something.
    let unfinished: [UnfinishedRun?]
    let numbers: MergeNumbers
    /// Shards of which rows are committed, of any target.
    let shards: Set<Int>

    /// - Parameters:
    ///   - earlier: of each target.
    ///   - identity: what both attempts have in common.
    /// - Throws: ``MergeError`` where something else stands in the way.
    init(
        _ earlier: [EarlierRuns], of pipeline: MergedPipeline, _ plan: PlanReader, _ survey: MergeSurvey, _ writer: SinkWriter,
        identity: String, database: String
    ) throws {
        unfinished = earlier.map(\.unfinishedRun)
        for (target, run) in unfinished.enumerated() {
            guard let record = run?.record else { continue }
            let start = pipeline.start(ofTarget: target, identity: identity, toolVersion: "")
            if record.specDigest == start.specDigest { continue }
            if let folder = record.mergedFrom {
                throw MergeError.unfinishedMerge(run: record.id, folder: folder, database: database)
            }
            throw MergeError.unfinished(run: record.id, pipeline: record.pipeline, table: record.table)
        }
        try Self.checkNotLoaded(earlier, plan, database)
        var first: Int?
        var shards: Set<Int> = []
        for (target, run) in unfinished.enumerated() {
            guard let run else { continue }
            for merged in try writer.mergedShards(ofRun: run.record.id) {
                shards.insert(merged.shard)
                first = merged.firstInput - target * plan.header.inputs
            }
        }
        self.shards = shards
        numbers = MergeNumbers(first: first ?? earlier.map(\.nextInputID).max()!, inputs: plan.header.inputs)
    }

    private static func checkNotLoaded(_ earlier: [EarlierRuns], _ plan: PlanReader, _ database: String) throws {
        let loaded = Set(earlier.flatMap(\.loadedInputs).map(\.identity.path))
        guard !loaded.isEmpty else { return }
        var (found, count) = ([String](), 0)
        var counted: Set<Int> = []
        try plan.forEachShard { assignment in
            for unit in assignment.units where loaded.contains(unit.path) && counted.insert(unit.input).inserted {
                count += 1
                if found.count < listed { found.append(unit.path) }
            }
        }
        if count > 0 { throw MergeError.loadedAlready(database: database, inputs: found, count: count) }
    }

    /// Positions in the plan of the inputs that a target has whole.
    func completeInputs(ofTarget target: Int) -> Set<Int> {
        let first = numbers.firstInput(ofTarget: target)
        return Set((unfinished[target]?.accounts ?? []).lazy.filter(\.input.isComplete).map { $0.input.index - first })
    }

    /// Inputs of which parts are committed, of each target.
    var begunInputs: [[InputAccount]] {
        unfinished.map { ($0?.accounts ?? []).filter { !$0.input.isComplete } }
    }
}
