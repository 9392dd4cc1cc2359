// A gzip file read by zlib alone, header and trailer included: what the recount's own reading of them is held against.

import CZlib

struct ZlibGzip {
    private(set) var content: [UInt8] = []
    /// In zlib's words; nil if the file is whole.
    private(set) var fault: String?
    var verdict: String { fault ?? "whole" }

    init(_ bytes: [UInt8]) {
        var stream = z_stream()
        precondition(weir_inflateInit2(&stream, 31) == Z_OK)
        defer { inflateEnd(&stream) }
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while stream.avail_in > 0, fault == nil { inflateMember(&stream) }
        }
    }

    private mutating func inflateMember(_ stream: inout z_stream) {
        inflateReset(&stream)
        var room = [UInt8](repeating: 0, count: 1 << 16)
        var status = Z_OK
        while status == Z_OK {
            let count = room.withUnsafeMutableBufferPointer { room in
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(room.count)
                status = inflate(&stream, Z_NO_FLUSH)
                return room.count - Int(stream.avail_out)
            }
            content += room[..<count]
        }
        if status != Z_STREAM_END { fault = stream.msg.map { String(cString: $0) } ?? "truncated" }
    }
}
