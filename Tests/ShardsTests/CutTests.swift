// Where files are divided.

import Foundation
import Readers
import RowModel
import TestSupport
import Testing

@testable import Shards

@Suite("cuts")
struct CutTests {
    /// Lines of any length, some blank, some with CR; the last with a line feed or without.
    static func lines(using random: inout SeededGenerator) -> [UInt8] {
        var content: [UInt8] = []
        for _ in 0..<Int.random(in: 0...400, using: &random) {
            let length = [0, 1, 5, 40, 3_000].randomElement(using: &random)!
            content += Array(repeating: UInt8(ascii: "x"), count: Int.random(in: 0...length, using: &random)) + Array("\n".utf8)
        }
        if Bool.random(using: &random) { content += Array("{}".utf8) }
        return content
    }

    /// Offsets at which a line starts, by a plain look at each byte.
    static func starts(_ content: [UInt8]) -> Set<Int> {
        Set(content.indices.filter { $0 > 0 && content[$0 - 1] == UInt8(ascii: "\n") })
    }

    /// Places in order, each the start of a record, so that parts have neither a gap nor a byte in common.
    static func check(_ places: [InputPart.Place], _ starts: Set<Int>, _ words: String) {
        #expect(places.allSatisfy { starts.contains($0.decoded) }, "\(words)")
        #expect(zip(places, places.dropFirst()).allSatisfy { $0.decoded < $1.decoded && $0.file <= $1.file }, "\(words)")
    }

    @Test("NDJSON is divided at starts of lines, the first behind each target")
    func plain() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        for round in 0..<60 {
            let content = Self.lines(using: &random)
            try folder.write("in", bytes: content)
            let parts = Int.random(in: 1...9, using: &random)
            let targets = FileCut.targets(content.count, parts: parts)
            let places = try LineCuts.places(in: FileBytes(path: folder.path("in")), targets: targets)
            let words = "round \(round), seed \(random.seed)"
            let starts = Self.starts(content)
            Self.check(places, starts, words)
            #expect(places.allSatisfy { $0.file == $0.decoded && $0.skip == 0 }, "\(words)")
            let wanted = targets.filter { $0 > 0 }.compactMap { target in starts.filter { $0 >= target }.min() }
            #expect(places.map(\.file) == wanted.reduce(into: []) { if $0.last != $1 { $0.append($1) } }, "\(words)")
        }
    }

    @Test("a file without line feeds is not searched further than a record may be long")
    func noLines() throws {
        let folder = try TemporaryFolder()
        try folder.write("in", bytes: Array(repeating: 0, count: 200_000) + Array("\nx".utf8))
        let file = try FileBytes(path: folder.path("in"))
        #expect(try LineCuts.places(in: file, targets: [10], longest: 100_000).isEmpty)
        #expect(try LineCuts.places(in: file, targets: [10]).map(\.file) == [200_001])
        #expect(try LineCuts.places(in: file, targets: [10, 190_000], longest: 100_000).map(\.file) == [200_001])
    }

    @Test("NDJSON in BGZF is divided near blocks: inflated from there, and without what is skipped, each part begins with a record")
    func blocks() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        for round in 0..<60 {
            let content = Self.lines(using: &random)
            let edge = Int.random(in: 1...3_000, using: &random)
            let cuts = Array(stride(from: edge, to: content.count, by: edge)).flatMap { Int.random(in: 0...9, using: &random) == 0 ? [$0, $0] : [$0] }
            let extra = [UInt8](repeating: 7, count: [0, 0, 3, 200].randomElement(using: &random)!)
            let packed = BlockGzip.blocks(of: content, cutAt: cuts, extra: extra, hasEnd: Bool.random(using: &random))
            try folder.write("in", bytes: packed)
            let file = try FileBytes(path: folder.path("in"))
            let targets = FileCut.targets(packed.count, parts: Int.random(in: 1...9, using: &random))
            let walk = try #require(try BlockWalk(file))
            let (places, decodedBytes) = try BlockCuts.places(in: file, walk, targets: targets)
            let words = "round \(round), seed \(random.seed)"
            #expect(decodedBytes == content.count, "\(words)")
            Self.check(places, Self.starts(content), words)
            for place in places {
                let rest = try Self.inflated(Array(packed[place.file...]))
                #expect(Array(rest[place.skip...]) == Array(content[place.decoded...]), "\(words)")
            }
        }
    }

    @Test("a file whose blocks do not go on to its end is not divided")
    func damagedBlocks() throws {
        let folder = try TemporaryFolder()
        let content = Array(String(repeating: "{\"id\":1}\n", count: 4_000).utf8)
        let whole = BlockGzip.blocks(of: content, cutAt: Array(stride(from: 5_000, to: content.count, by: 5_000)))
        var random = SeededGenerator()
        var wrong = [Array(whole.dropLast(3)), whole + [0], whole + Gzip.member(Array("x".utf8))]
        for _ in 0..<40 {
            var bytes = whole
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
            wrong.append(bytes)
        }
        for (number, bytes) in wrong.enumerated() {
            try folder.write("in", bytes: bytes)
            let file = try FileBytes(path: folder.path("in"))
            guard let walk = try BlockWalk(file) else { continue }
            let places = try? BlockCuts.places(in: file, walk, targets: FileCut.targets(bytes.count, parts: 5)).places
            // Damage that the walk does not come by is met by whoever loads the block.
            if number < 3 { #expect(places == nil) }
        }
    }

    @Test("a pipe that has come to stand in a file's place is not waited for", .timeLimit(.minutes(1)))
    func pipe() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path("in.ndjson"), 0o600) == 0)
        #expect(throws: FileBytesError.self) { try FileBytes(path: folder.path("in.ndjson")) }
    }

    @Test("targets are alike, also in the largest file")
    func targets() {
        #expect(FileCut.targets(100, parts: 4) == [25, 50, 75])
        #expect(FileCut.targets(10, parts: 1).isEmpty)
        let large = FileCut.targets(.max, parts: 1_000)
        #expect(large.count == 999 && zip(large, large.dropFirst()).allSatisfy { $0 < $1 })
    }

    /// All that a file holds from its first member on.
    static func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let input = try DecodedInput(path: folder.write("x.gz", bytes: bytes), compression: .gzip)
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = try buffer.withUnsafeMutableBytes({ try input.read(into: $0) }), count > 0 {
            content += buffer[..<count]
        }
        return content
    }
}
