// What `weir plan` says of the plan it has made.

import RowModel
import Shards

extension PlanFigures {
    /// - Parameter plan: the path of the plan.
    public func text(plan: String, _ outcome: PlanFile.Outcome) -> String {
        var lines = ["\(plan): \(inputs.counted("input")) (\(bytes.byteSize)) in \(shards.counted("shard"))"]
        if units > inputs { lines.append("  divided   \(dividedInputs.counted("input")) into \(parts.counted("part"))") }
        lines += wholes.map { "  whole     \($0.inputs.counted("input")) of up to \($0.largest.byteSize): \($0.reason)" }
        lines.append("  largest   \(text(largestShard)), \(ratio) of the least possible, \(leastPossible.byteSize)")
        if shards > 1 { lines.append("  smallest  \(text(smallestShard))") }
        if emptyShards > 0 { lines.append("  empty     \(emptyShards.counted("shard")): there is no more than \(units.counted("unit"))") }
        if case .unchanged = outcome { lines.append("  the same plan was there already") }
        return lines.joined(separator: "\n").terminalSafe
    }

    private var ratio: String { "\(balance.rounded(toPlaces: 3)) ×" }

    private func text(_ shard: Shard) -> String {
        "shard \(shard.number): \(shard.bytes.byteSize) in \(shard.units.counted("unit"))"
    }

    /// One line of JSON.
    public func json(plan: String, _ outcome: PlanFile.Outcome) -> String {
        jsonText(PrintedFigures(self, plan: plan, outcome))
    }
}

/// The figures of a plan as `--json` prints them.
private struct PrintedFigures: Encodable {
    struct Shard: Encodable {
        var shard: Int
        var bytes: Int
        var units: Int

        init(_ shard: PlanFigures.Shard) {
            self.shard = shard.number
            bytes = shard.bytes
            units = shard.units
        }
    }

    struct Whole: Encodable {
        var reason: String
        var inputs: Int
        var largestBytes: Int
    }

    var plan: String
    var digest: String
    var unchanged: Bool
    var inputs: Int
    var units: Int
    var bytes: Int
    var shards: Int
    var emptyShards: Int
    var dividedInputs: Int
    var parts: Int
    var whole: [Whole]
    var largestUnitBytes: Int
    var largestShard: Shard
    var smallestShard: Shard
    var leastPossibleBytes: Int
    var balance: Double

    init(_ figures: PlanFigures, plan: String, _ outcome: PlanFile.Outcome) {
        switch outcome {
        case .written(let digest): (self.digest, unchanged) = (digest, false)
        case .unchanged(let digest): (self.digest, unchanged) = (digest, true)
        }
        self.plan = plan
        inputs = figures.inputs
        units = figures.units
        bytes = figures.bytes
        shards = figures.shards
        emptyShards = figures.emptyShards
        dividedInputs = figures.dividedInputs
        parts = figures.parts
        whole = figures.wholes.map { Whole(reason: $0.reason, inputs: $0.inputs, largestBytes: $0.largest) }
        largestUnitBytes = figures.largestUnit
        largestShard = Shard(figures.largestShard)
        smallestShard = Shard(figures.smallestShard)
        leastPossibleBytes = figures.leastPossible
        balance = figures.balance
    }
}
