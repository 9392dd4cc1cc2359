// Makes gzip files for tests.

import CZlib

public enum Gzip {
    /// One member.
    public static func member(_ bytes: some Collection<UInt8>, level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        precondition(weir_deflateInit2(&stream, level, 31) == Z_OK)
        defer { deflateEnd(&stream) }
        var input = Array(bytes)
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(input.count))) + 64)
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
                return Int(stream.total_out)
            }
        }
        return Array(output[..<written])
    }

    /// Several members, cut at some offsets.
    public static func members(of bytes: [UInt8], cutAt cuts: [Int]) -> [UInt8] {
        let edges = [0] + cuts + [bytes.count]
        return zip(edges, edges.dropFirst()).flatMap { member(bytes[$0..<$1]) }
    }

    public static func randomCuts(_ count: Int, using random: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
    }

    public static func crc32(_ bytes: [UInt8]) -> UInt32 {
        UInt32(CZlib.crc32(0, bytes, UInt32(bytes.count)))
    }
}
