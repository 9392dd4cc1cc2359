// What a person wants to know of a plan.

import RowModel

public struct PlanFigures: Sendable, Equatable {
    public struct Shard: Sendable, Equatable {
        public var number: Int
        public var bytes: Int
        public var units: Int
    }

    /// Files that have more than their share and are not divided.
    public struct Whole: Sendable, Equatable {
        public var reason: String
        public var inputs: Int
        /// Bytes of the largest.
        public var largest: Int
    }

    public var inputs: Int
    public var units: Int
    public var bytes: Int
    public var shards: Int
    /// Shards without a unit.
    public var emptyShards: Int
    public var largestUnit: Int
    public var largestShard: Shard
    public var smallestShard: Shard
    public var dividedInputs: Int
    /// Of the inputs that are divided.
    public var parts: Int
    /// The largest first.
    public var wholes: [Whole]

    /// Bytes: no sharing out of these units could give the shard with the most to do less.
    public var leastPossible: Int { max(largestUnit, bytes / shards + (bytes % shards > 0 ? 1 : 0)) }

    /// What the shard with the most to do has, as a multiple of the least that is possible.
    public var balance: Double { leastPossible > 0 ? Double(largestShard.bytes) / Double(leastPossible) : 1 }
}

extension PlanFigures {
    init(_ header: PlanHeader, _ units: PlanUnits, _ shares: LargestFirst, _ reasons: [Int: WholeReason]) {
        var counts = Array(repeating: 0, count: header.shards)
        for shard in shares.shardOf { counts[Int(shard)] += 1 }
        func shard(_ number: Int) -> Shard { Shard(number: number, bytes: shares.loads[number], units: counts[number]) }
        let loads = shares.loads
        inputs = header.inputs
        self.units = header.units
        bytes = header.bytes
        shards = header.shards
        emptyShards = counts.count { $0 == 0 }
        largestUnit = units.sizes.max() ?? 0
        largestShard = shard(loads.indices.max { loads[$0] < loads[$1] } ?? 0)
        smallestShard = shard(loads.indices.min { (loads[$0], counts[$0]) < (loads[$1], counts[$1]) } ?? 0)
        dividedInputs = units.dividedFiles
        parts = header.units - header.inputs + units.dividedFiles
        wholes = Self.wholes(reasons, units)
    }

    private static func wholes(_ reasons: [Int: WholeReason], _ units: PlanUnits) -> [Whole] {
        let byReason = Dictionary(grouping: reasons.keys) { reasons[$0]!.description }
        return byReason.map { reason, files in
            Whole(reason: reason, inputs: files.count, largest: files.map(units.files.size).max() ?? 0)
        }.sorted { ($0.largest, $1.reason) > ($1.largest, $0.reason) }
    }
}
