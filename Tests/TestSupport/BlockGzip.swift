// Makes BGZF files (SAM/BAM format specification, 4.1) for tests.

import CZlib

public enum BlockGzip {
    /// Blocks of a content, cut at some offsets no further than 65,280 bytes apart, and the empty block that ends a file.
    /// - Parameter extra: another subfield in front of the one that has the length.
    public static func blocks(of bytes: [UInt8], cutAt cuts: [Int], extra: [UInt8] = [], hasEnd: Bool = true) -> [UInt8] {
        let edges = [0] + cuts + [bytes.count]
        let blocks = zip(edges, edges.dropFirst()).flatMap { block(Array(bytes[$0..<$1]), extra: extra) }
        return blocks + (hasEnd ? block([]) : [])
    }

    /// - Parameter next: a member that it says is a part of it.
    public static func block(_ content: [UInt8], extra: [UInt8] = [], swallowing next: [UInt8] = []) -> [UInt8] {
        let other = extra.isEmpty ? [] : Array("XX".utf8) + littleEndian(extra.count, 2) + extra
        let data = Gzip.deflated([content], level: 6, strategy: Z_DEFAULT_STRATEGY)
        let length = 12 + other.count + 6 + data.count + 8 + next.count
        let header: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF] + littleEndian(other.count + 6, 2)
        let field = other + Array("BC".utf8) + littleEndian(2, 2) + littleEndian(length - 1, 2)
        return header + field + data + littleEndian(Int(Gzip.crc32(content)), 4) + littleEndian(content.count, 4) + next
    }

    private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
