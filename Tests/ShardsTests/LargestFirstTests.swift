// How units are shared out, and into what sizes large files are divided.

import Foundation
import TestSupport
import Testing

@testable import Shards

@Suite("sharing out")
struct LargestFirstTests {
    /// Sizes as of files in the wild: most small, a few very large (V. Paxson and S. Floyd, "Wide-Area Traffic", 1995, 4.1).
    private static func heavyTailed(_ count: Int, shape: Double, using random: inout SeededGenerator) -> [Int] {
        (0..<count).map { _ in Int(min(1e13, 1e4 / pow(Double.random(in: 1e-9..<1, using: &random), 1 / shape))) }
    }

    @Test("every unit has one shard, loads are the sums of what was put there, and the same sizes give the same shards")
    func sums() {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let sizes = (0..<Int.random(in: 0...60, using: &random)).map { _ in Int.random(in: 0...9, using: &random) }
            let shards = Int.random(in: 1...12, using: &random)
            let shares = LargestFirst(sizes, shards: shards)
            var loads = Array(repeating: 0, count: shards)
            for (unit, shard) in shares.shardOf.enumerated() { loads[Int(shard)] += sizes[unit] }
            #expect(shares.shardOf.count == sizes.count && loads == shares.loads, "seed \(random.seed)")
            let makespan = LargestFirst.makespan(ofDescending: sizes.sorted(by: >), shards: shards)
            #expect(makespan == shares.loads.max(), "seed \(random.seed)")
            #expect(LargestFirst(sizes, shards: shards).shardOf == shares.shardOf, "seed \(random.seed)")
        }
    }

    @Test("units without a byte are spread like any other")
    func empty() {
        let shares = LargestFirst(Array(repeating: 0, count: 12), shards: 4)
        for shard in 0..<4 { #expect(shares.shardOf.count { $0 == shard } == 3) }
    }

    @Test(
        "the shard with the most to do has at most 5 % more than the least that is possible",
        arguments: [2, 10, 100, 1_000, 10_000])
    func makespan(shards: Int) {
        var random = SeededGenerator()
        for shape in [1.05, 1.3, 2] {
            let sizes = Self.heavyTailed(100_000, shape: shape, using: &random)
            let shares = LargestFirst(sizes, shards: shards)
            let least = Double(max(sizes.max()!, sizes.reduce(0, +) / shards))
            #expect(Double(shares.loads.max()!) <= 1.05 * least, "shape \(shape), seed \(random.seed)")
        }
    }

    @Test("with files divided, 5 % hold beside an average shard", arguments: [2, 16, 500])
    func divided(shards: Int) throws {
        var random = SeededGenerator()
        for round in 0..<30 {
            let count = Int.random(in: 1...2 * shards, using: &random)
            let sizes = Self.heavyTailed(count, shape: 1.05, using: &random).map { $0 * 1_000_000 }
            let average = sizes.reduce(0, +) / shards
            let size = PartSize.choose(sizes, shards: shards) { _ in true } ?? .max
            let units = sizes.flatMap { file in
                let parts = PartSize.count(file, size)
                return Array(repeating: file / parts, count: parts)
            }
            let shares = LargestFirst(units, shards: shards)
            let words = "round \(round), seed \(random.seed)"
            #expect(Double(shares.loads.max()!) <= 1.05 * Double(average), "\(words)")
            #expect(units.count <= sizes.count + 48 * shards, "\(words)")
        }
    }

    @Test("files that share out well are left whole, and so are those that nothing would be won by dividing")
    func leftWhole() {
        var asked = 0
        func choose(_ sizes: [Int], _ shards: Int, _ divisible: Set<Int>) -> Int? {
            PartSize.choose(sizes, shards: shards) { file in
                asked += 1
                return divisible.contains(file)
            }
        }
        let megabyte = 1 << 20
        #expect(choose(Array(repeating: megabyte, count: 64), 8, [0]) == nil && asked == 0)
        // One that can't be divided decides how long it takes.
        #expect(choose([100 * megabyte, 30 * megabyte] + Array(repeating: megabyte, count: 50), 4, [1]) == nil)
        #expect(choose([100 * megabyte] + Array(repeating: megabyte, count: 50), 4, [0]) != nil)
        // A shard's part of nothing.
        #expect(choose([0, 0], 8, [0, 1]) == nil && choose([10, 0], 8, [0]) == nil)
    }

    /// What ``PartSize`` is to choose, without leaving anything out for being small.
    private static func plainChoice(_ sizes: [Int], shards: Int, divisible: Set<Int>) -> (size: Int?, asked: Set<Int>) {
        let average = sizes.reduce(0, +) / shards
        var asked: Set<Int> = []
        func isBalanced(_ units: [Int], _ bound: Int) -> Bool {
            let most = LargestFirst(units, shards: shards).loads.max()!
            return Double(most) <= PartSize.tolerance * Double(max(bound, 1))
        }
        if isBalanced(sizes, average) { return (nil, asked) }
        var chosen: Int?
        for size in [nil] + [1, 2, 4, 8, 16, 24].map({ max(PartSize.least, average / $0) }) {
            var (bound, units, isDivided) = (average, [Int](), false)
            for (file, bytes) in sizes.enumerated() {
                guard bytes > size ?? max(PartSize.least, average) else { units.append(bytes); continue }
                asked.insert(file)
                if divisible.contains(file) {
                    isDivided = size != nil
                    let parts = size.map { PartSize.count(bytes, $0) } ?? 1
                    units += Array(repeating: bytes / parts, count: parts)
                } else {
                    bound = max(bound, bytes)
                    units.append(bytes)
                }
            }
            chosen = isDivided ? size : nil
            if isBalanced(units, bound) || size == PartSize.least { break }
        }
        return (chosen, asked)
    }

    @Test("leaving out what is small changes no choice, from no byte at all to as many as can be counted")
    func plain() {
        var random = SeededGenerator()
        for round in 0..<3_000 {
            let shards = Int.random(in: 1...40, using: &random)
            let most = [0, 1, 40, 2_000, 1 << 20, 1 << 30, .max].randomElement(using: &random)!
            var left = Int.max
            let sizes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                let tail = pow(Double.random(in: 1e-6...1, using: &random), 3)
                let size = min(left, Int(Double(most) * tail * 0.999))
                left -= size
                return size
            }
            let divisible = Set(sizes.indices.filter { _ in Int.random(in: 0..<3, using: &random) > 0 })
            let expected = Self.plainChoice(sizes, shards: shards, divisible: divisible)
            var asked: Set<Int> = []
            let found = PartSize.choose(sizes, shards: shards) { file in
                asked.insert(file)
                return divisible.contains(file)
            }
            #expect(found == expected.size && asked == expected.asked, "round \(round), seed \(random.seed): \(sizes), \(shards)")
        }
    }

    @Test("the fraction of an average makes nothing negligible that is not")
    func fraction() {
        // 30,001 bytes are 3 % of the average, 1,000,033.75 bytes, but more of its whole number.
        let (shards, size) = (40_000, 1_000_033)
        let sizes = Array(repeating: size, count: shards) + [30_001]
        var asked: Set<Int> = []
        let found = PartSize.choose(sizes, shards: shards) { file in
            asked.insert(file)
            return false
        }
        let expected = Self.plainChoice(sizes, shards: shards, divisible: [])
        #expect(found == expected.size && asked == expected.asked)
    }

    @Test("the least that is possible can be told of as many bytes as can be counted")
    func figures() {
        let shard = PlanFigures.Shard(number: 0, bytes: 0, units: 0)
        let figures = PlanFigures(
            inputs: 9, units: 9, bytes: .max, shards: 9, emptyShards: 0, largestUnit: 1, largestShard: shard, smallestShard: shard,
            dividedInputs: 0, parts: 0, wholes: [])
        #expect(figures.leastPossible == Int.max / 9 + 1)
    }
}
