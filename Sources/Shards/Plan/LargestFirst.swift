// Shares units out among shards, so that none has much more to do than the others.

/// The largest unit first, each onto the shard that has the least to do (R. L. Graham, "Bounds on Multiprocessing Timing
/// Anomalies", 1969: never more than 4/3 of the best there is).
///
/// Cost: a sort, and a step or two of the heap for each unit and doubling of the shards. 16 bytes a unit beside the result.
struct LargestFirst {
    /// By unit.
    private(set) var shardOf: [UInt32]
    /// Bytes, by shard.
    private(set) var loads: [Int]

    /// - Parameters:
    ///   - sizes: of the units, in bytes. Of those that are alike the first comes first, so that the result is the same for the same sizes.
    ///   - shards: at least 1.
    init(_ sizes: [Int], shards: Int) {
        // Each with its size: a look into another array for every comparison takes twice as long.
        var order = sizes.enumerated().map { (size: $1, unit: UInt32($0)) }
        order.sort { $0.size != $1.size ? $0.size > $1.size : $0.unit < $1.unit }
        var heap = LeastLoaded(shards)
        shardOf = Array(repeating: 0, count: sizes.count)
        loads = Array(repeating: 0, count: shards)
        for (size, unit) in order {
            let shard = heap.put(size)
            shardOf[Int(unit)] = UInt32(shard)
            loads[shard] += size
        }
    }

    /// The load of the shard that has the most to do, if units of these sizes are shared out.
    static func makespan(ofDescending sizes: [Int], shards: Int) -> Int {
        var heap = LeastLoaded(shards)
        for size in sizes { _ = heap.put(size) }
        return heap.most
    }
}

/// The shards by what they have to do: a binary heap.
private struct LeastLoaded {
    private struct Shard: Comparable {
        var load = 0
        /// Tells shards with the same load apart, so that empty units too are spread.
        var units = 0
        var number: Int

        static func < (left: Shard, right: Shard) -> Bool {
            if left.load != right.load { return left.load < right.load }
            return left.units != right.units ? left.units < right.units : left.number < right.number
        }
    }

    private var shards: [Shard]
    /// The load of the one that has the most.
    private(set) var most = 0

    init(_ count: Int) {
        // Sorted, so that it is a heap.
        shards = (0..<count).map { Shard(number: $0) }
    }

    /// - Returns: the shard that takes it.
    mutating func put(_ size: Int) -> Int {
        var taker = shards[0]
        let number = taker.number
        taker.load += size
        taker.units += 1
        most = max(most, taker.load)
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < shards.count else { break }
            if child + 1 < shards.count, shards[child + 1] < shards[child] { child += 1 }
            guard shards[child] < taker else { break }
            shards[place] = shards[child]
            place = child
        }
        shards[place] = taker
        return number
    }
}
