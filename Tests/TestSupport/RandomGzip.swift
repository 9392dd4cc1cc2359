// gzip files of every kind that RFC 1952 and RFC 1951 know, at random.

import CZlib

/// A gzip file and what it holds.
public struct RandomGzip {
    public private(set) var bytes: [UInt8] = []
    public private(set) var content: [UInt8] = []
    /// Where each member ends in the file, and in the content.
    public private(set) var memberEnds: [(file: Int, content: Int)] = []

    /// - Parameter longestContent: of a member, in bytes.
    public init(longestContent: Int, using random: inout SeededGenerator) {
        for _ in 0..<[1, 1, 2, 3, 5].randomElement(using: &random)! {
            let part = Bool.random(using: &random) && random.next() % 3 == 0
                ? [] : Self.content(Int.random(in: 0...longestContent, using: &random), using: &random)
            content += part
            bytes += Self.header(using: &random) + Self.data(part, using: &random)
            bytes += Self.littleEndian(Gzip.crc32(part), count: 4) + Self.littleEndian(UInt32(part.count), count: 4)
            memberEnds.append((bytes.count, content.count))
        }
    }

    /// Noise, runs, and words that come again near and far.
    private static func content(_ count: Int, using random: inout SeededGenerator) -> [UInt8] {
        let words = (0..<20).map { _ in bytes(Int.random(in: 1...12, using: &random), from: 0x20...0x7E, using: &random) }
        var content: [UInt8] = []
        while content.count < count {
            switch random.next() % 12 {
            case 0: content += bytes(Int.random(in: 1...600, using: &random), from: 0...0xFF, using: &random)
            case 1: content += Array(repeating: UInt8.random(in: 0...0xFF, using: &random), count: Int.random(in: 1...3000, using: &random))
            case 2 where !content.isEmpty:
                let start = Int.random(in: 0..<content.count, using: &random)
                content += Array(content[start...].prefix(Int.random(in: 3...5000, using: &random)))
            default: content += words.randomElement(using: &random)!
            }
        }
        return Array(content.prefix(count))
    }

    private static func data(_ content: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        let edges = [0] + Gzip.randomCuts(content.count, using: &random) + [content.count]
        let level = Int32.random(in: 0...9, using: &random)
        let strategy = [Z_DEFAULT_STRATEGY, Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE].randomElement(using: &random)!
        return Gzip.deflated(zip(edges, edges.dropFirst()).map { Array(content[$0..<$1]) }, level: level, strategy: strategy)
    }

    private static func header(using random: inout SeededGenerator) -> [UInt8] {
        // Bits 0 to 4; most files have a name or nothing.
        let flags = [0, 0, 1 << 3, UInt8.random(in: 0...0x1F, using: &random)].randomElement(using: &random)!
        var header: [UInt8] = [0x1F, 0x8B, 8, flags] + bytes(6, from: 0...0xFF, using: &random)
        if flags & 1 << 2 != 0 {
            let extra = bytes(Int.random(in: 0...300, using: &random), from: 0...0xFF, using: &random)
            header += littleEndian(UInt32(extra.count), count: 2) + extra
        }
        for text in [UInt8(1 << 3), 1 << 4] where flags & text != 0 {
            header += bytes(Int.random(in: 0...20, using: &random), from: 1...0xFF, using: &random) + [0]
        }
        if flags & 1 << 1 != 0 { header += littleEndian(Gzip.crc32(header), count: 2) }
        return header
    }

    private static func bytes(_ count: Int, from range: ClosedRange<UInt8>, using random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: range, using: &random) }
    }

    private static func littleEndian(_ value: UInt32, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
}
