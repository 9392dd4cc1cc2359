// Inflates by zlib (https://zlib.net/manual.html).

import CZlib

/// Invariant that makes the raw pointer safe: `stream` lives from `init` to `deinit`, at one address, as zlib demands;
/// its pointers into input and output are set anew before each call.
final class ZlibInflater: DeflateInflater {
    private let stream: UnsafeMutablePointer<z_stream>
    private let isReady: Bool

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let withoutHeader = -MAX_WBITS  // inflateInit2 in zlib.h
        isReady = weir_inflateInit2(stream, withoutHeader) == Z_OK
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func begin() {
        inflateReset(stream)
    }

    func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> DeflateStep {
        guard isReady else { return DeflateStep(consumed: 0, produced: 0, end: .outOfMemory) }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        return DeflateStep(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out), end: end(status))
    }

    private func end(_ status: CInt) -> DeflateStep.End? {
        switch status {
        case Z_OK, Z_BUF_ERROR: nil  // the latter only says that there was no input
        case Z_STREAM_END: .whole(BytesAhead())
        case Z_MEM_ERROR: .outOfMemory
        default: .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)")
        }
    }
}
