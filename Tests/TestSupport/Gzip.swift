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

    /// Deflate data without header and end (RFC 1951), in pieces that each begin with a new block.
    /// - Parameter strategy: of zlib, such as `Z_FIXED`.
    public static func deflated(_ pieces: [[UInt8]], level: Int32, strategy: Int32) -> [UInt8] {
        var stream = z_stream()
        precondition(weir_deflateInit2(&stream, level, -15) == Z_OK)
        defer { deflateEnd(&stream) }
        precondition(deflateParams(&stream, level, strategy) == Z_OK)
        var output: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            // Without the flush's own empty block, as often as with it.
            let flush = index == pieces.count - 1 ? Z_FINISH : [Z_BLOCK, Z_SYNC_FLUSH, Z_FULL_FLUSH][index % 3]
            output += deflated(piece, by: &stream, flush: flush)
        }
        return output
    }

    private static func deflated(_ piece: [UInt8], by stream: inout z_stream, flush: Int32) -> [UInt8] {
        var input = piece
        return [UInt8](unsafeUninitializedCapacity: Int(deflateBound(&stream, UInt(piece.count))) + 64) { target, count in
            input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                let status = deflate(&stream, flush)
                precondition(status == (flush == Z_FINISH ? Z_STREAM_END : Z_OK) && stream.avail_in == 0)
                count = target.count - Int(stream.avail_out)
            }
        }
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
        crc32(bytes[...], after: 0)
    }

    /// - Parameter crc: that of the bytes before.
    public static func crc32(_ bytes: ArraySlice<UInt8>, after crc: UInt32) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(crc32_z(uLong(crc), $0.baseAddress, $0.count)) }
    }
}
