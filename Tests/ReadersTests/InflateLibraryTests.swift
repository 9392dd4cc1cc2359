// What inflates is no matter to anybody: each library against what the file holds, and the others against zlib.

import Readers
import TestSupport
import Testing

@Suite("libraries that inflate")
struct InflateLibraryTests {
    @Test("any gzip file, read in any pieces, gives its content, with the right CRC-32 after each read", arguments: InflateLibrary.allCases)
    func whole(_ library: InflateLibrary) {
        var random = SeededGenerator()
        for round in 0..<100 {
            let file = RandomGzip(longestContent: [30, 5000, 5000, 200_000].randomElement(using: &random)!, using: &random)
            var pieces = random
            let longestChunk = [1, 2, 9, 400, 70_000, .max].randomElement(using: &random)!
            let longestRoom = file.content.count < 10_000
                ? [1, 7, 300, 40_000].randomElement(using: &random)! : [5000, 32_768, 40_000, 300_000].randomElement(using: &random)!
            let inflated = Inflated(
                file.bytes, library: library, nextChunk: { .random(in: 1...longestChunk, using: &pieces) },
                nextRoom: { .random(in: 1...longestRoom, using: &random) })
            let place: Comment = "WEIR_SEED=\(random.seed), round \(round)"
            #expect(inflated.error == nil && inflated.content == file.content, place)
            #expect(inflated.fileBytes == file.bytes.count, place)
            var crc: UInt32 = 0
            var start = 0
            for mark in inflated.marks {
                crc = Gzip.crc32(file.content[start..<mark.bytes], after: crc)
                start = mark.bytes
                #expect(mark.crc32 == crc, place)
            }
        }
    }

    @Test("a file that ends early is whole only between two members, wherever it ends", arguments: InflateLibrary.allCases)
    func truncated(_ library: InflateLibrary) {
        var random = SeededGenerator()
        for round in 0..<15 {
            let file = RandomGzip(longestContent: [10, 100, 1000].randomElement(using: &random)!, using: &random)
            let longestChunk = [1, 9, .max].randomElement(using: &random)!
            let longestRoom = [1, 90, 100_000].randomElement(using: &random)!
            for end in 2..<min(file.bytes.count, 1000) {
                let inflated = Inflated(
                    Array(file.bytes[..<end]), library: library, nextChunk: { longestChunk }, nextRoom: { longestRoom })
                let place: Comment = "WEIR_SEED=\(random.seed), round \(round), the first \(end) bytes: \(inflated.verdict)"
                #expect(file.content.starts(with: inflated.content), place)
                #expect(Ending(inflated.error) == file.ending(cutAt: end), place)
            }
        }
    }

    @Test("what stands behind the last member is met at its first byte", arguments: InflateLibrary.allCases)
    func trailing(_ library: InflateLibrary) {
        var random = SeededGenerator()
        for round in 0..<50 {
            let file = RandomGzip(longestContent: [0, 20, 20, 70_000].randomElement(using: &random)!, using: &random)
            let rest = [[0], [0x1F], [10], Array("a,b\n1,2\n".utf8), Array(repeating: 0, count: 600)].randomElement(using: &random)!
            let chunk = [1, 5, .max].randomElement(using: &random)!
            let inflated = Inflated(file.bytes + rest, library: library, nextChunk: { chunk })
            guard case .gzipTrailing("in.gz", file.bytes.count, file.memberEnds.count, _) = inflated.error else {
                Issue.record("WEIR_SEED=\(random.seed), round \(round): \(inflated.verdict)")
                continue
            }
        }
    }

    @Test(
        "what zlib refuses is refused, and what it takes is taken, with the same bytes, whichever bits are wrong",
        arguments: InflateLibrary.allCases.filter { $0 != .zlib })
    func damaged(_ library: InflateLibrary) {
        var random = SeededGenerator()
        for round in 0..<1500 {
            let file = RandomGzip(longestContent: [20, 20, 300, 300, 3000, 3000, 100_000].randomElement(using: &random)!, using: &random)
            var bytes = file.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            let chunk = [1, 9, .max].randomElement(using: &random)!
            let inflated = Inflated(bytes, library: library, nextChunk: { chunk }, nextRoom: { 4096 })
            let oracle = Inflated(bytes, library: .zlib, nextChunk: { chunk }, nextRoom: { 4096 })
            if inflated == oracle { continue }
            #expect(
                inflated.differsAsAllowed(from: oracle),
                "WEIR_SEED=\(random.seed), round \(round): \(inflated.verdict); zlib: \(oracle.verdict)")
        }
    }
}
