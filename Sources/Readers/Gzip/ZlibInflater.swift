// gzip members by zlib. Used by GzipInflater where it is chosen.

import CZlib

/// zlib in gzip mode (https://zlib.net/manual.html, `inflateInit2`), which checks the header with its optional CRC and
/// reserved flags, and the CRC-32 and length behind the data.
///
/// Invariant that makes the raw pointer safe: `stream` is allocated and initialised from `init` to `deinit`, and never
/// moves (zlib keeps a pointer back to it); its `next_in` and `next_out` are set anew before each call.
final class ZlibInflater: MemberInflater {
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 31: the largest window, and a gzip wrapper only.
        let status = weir_inflateInit2(stream, 31)
        precondition(status == Z_OK, "zlib can't start: \(status)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    var decodedBytes: Int { Int(stream.pointee.total_out) }

    // In gzip mode `adler` is that of the member's bytes so far (https://zlib.net/manual.html, `inflate`); before the
    // header's end it is something else.
    var crc32: UInt32 { decodedBytes > 0 ? UInt32(stream.pointee.adler) : 0 }

    // zlib gives back what it does not need.
    var bytesAhead: Int { 0 }

    func beginMember() {
        inflateReset(stream)
    }

    func inflate(from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> InflateStep {
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        return InflateStep(
            consumed: input.count - Int(stream.pointee.avail_in), produced: output.count - Int(stream.pointee.avail_out),
            end: end(status))
    }

    private func end(_ status: Int32) -> InflateStep.End? {
        switch status {
        case Z_OK, Z_BUF_ERROR: nil
        case Z_STREAM_END: .whole
        default: .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
        }
    }
}
