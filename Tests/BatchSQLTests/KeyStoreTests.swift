// The set of keys against Swift's own, wherever they are kept and however they collide.

import TestSupport
import Testing

@testable import BatchSQL

@Suite struct KeyStoreTests {
    private static func insert(_ key: [UInt8], _ keys: KeyStore) throws -> Bool {
        try key.withUnsafeBytes { try keys.insert($0) }
    }

    private static func key(_ random: inout SeededGenerator) -> [UInt8] {
        let longest = [1, 2, 3, 40, 3000].randomElement(using: &random)!
        return (0..<Int.random(in: 1...longest, using: &random)).map { _ in UInt8.random(in: 0...3, using: &random) }
    }

    @Test(
        "a key is new once, in memory and on the disk, with hashes that tell keys apart and with such as don't",
        arguments: [UInt64.max, 0, 1, 0xFF << 56, 7 << 61, .max << 32, .max >> 40])
    func oracle(hashMask: UInt64) throws {
        var random = SeededGenerator()
        for limit in [3, 50, 400, 100_000] {
            var limits = KeyStore.Limits()
            limits.keys = limit
            limits.bytes = 60_000
            limits.hashMask = hashMask
            let keys = KeyStore(limits)
            var known: Set<[UInt8]> = []
            for step in 0..<1200 {
                let key = Self.key(&random)
                let isNew = try Self.insert(key, keys)
                guard isNew == known.insert(key).inserted else {
                    Issue.record("step \(step), limit \(limit), \(key.count) bytes, WEIR_SEED=\(random.seed)")
                    return
                }
            }
            #expect(keys.hasSpilled, "limit \(limit), WEIR_SEED=\(random.seed)")
        }
    }

    @Test("a number is remembered for each key, the last one, in memory and on the disk", arguments: [UInt64.max, 0, 0xFF << 56])
    func numbers(hashMask: UInt64) throws {
        var random = SeededGenerator()
        var limits = KeyStore.Limits()
        limits.keys = 60
        limits.hashMask = hashMask
        let keys = KeyStore(limits)
        var known: [[UInt8]: UInt64] = [:]
        for step in 0..<1500 {
            let key = Self.key(&random)
            let earlier = try key.withUnsafeBytes { try keys.exchange($0, UInt64(step)) }
            #expect(earlier == known.updateValue(UInt64(step), forKey: key), "step \(step), WEIR_SEED=\(random.seed)")
        }
        #expect(keys.hasSpilled)
    }

    @Test("what is forgotten is new again, on the disk too")
    func forgotten() throws {
        var limits = KeyStore.Limits()
        limits.keys = 10
        let keys = KeyStore(limits)
        for round in 0..<3 {
            for key in 0..<35 {
                #expect(try Self.insert([UInt8(key), 1], keys), "round \(round)")
                #expect(try !Self.insert([UInt8(key), 1], keys), "round \(round)")
            }
            #expect(keys.hasSpilled)
            keys.removeAll()
            #expect(!keys.hasSpilled)
        }
    }

    @Test("a key of many mebibytes takes its place, and gives it back")
    func long() throws {
        let keys = KeyStore()
        let long = [UInt8](repeating: 7, count: 40 << 20)
        #expect(try Self.insert(long, keys))
        #expect(keys.hasSpilled)
        #expect(try Self.insert([1], keys))
        #expect(try !Self.insert(long, keys))
        #expect(try !Self.insert([1], keys))
    }

    @Test("the filter never denies what it was given, and denies nearly all else")
    func filter() {
        let filter = KeyFilter()
        var random = SeededGenerator()
        let given = (0..<200_000).map { _ in UInt64.random(in: .min ... .max, using: &random) }
        for hash in given { filter.insert(hash) }
        #expect(given.allSatisfy(filter.mayContain), "WEIR_SEED=\(random.seed)")
        let others = (0..<100_000).count { _ in filter.mayContain(.random(in: .min ... .max, using: &random)) }
        #expect(others < 100, "WEIR_SEED=\(random.seed)")
    }
}
