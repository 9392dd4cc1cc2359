// Bytes → gzip, by zlib.

import CZlib

/// One member (RFC 1952). Confined to one task.
final class GzipDeflater {
    private static let level: Int32 = 6
    /// 15 bits of window, and 16 for a gzip header and trailer (zlib.h, deflateInit2).
    private static let windowBits: Int32 = 15 + 16
    private static let roomBytes = 64 << 10

    // On the heap, since zlib keeps its address.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var room = [UInt8](repeating: 0, count: GzipDeflater.roomBytes)

    /// - Returns: nil if there is no memory.
    init?() {
        stream.initialize(to: z_stream())
        guard weir_deflateInit2(stream, Self.level, Self.windowBits) == Z_OK else { return nil }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Deflates bytes, at most 4 GiB.
    /// - Parameters:
    ///   - isLast: whether the member ends behind them.
    ///   - emit: is handed what comes out.
    func add(_ bytes: [UInt8], isLast: Bool = false, emit: (ArraySlice<UInt8>) throws -> Void) rethrows {
        try bytes.withUnsafeBufferPointer { source in
            // zlib does not write to what it reads.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            stream.pointee.avail_in = UInt32(source.count)
            var made = 0
            repeat {
                made = room.withUnsafeMutableBufferPointer { target in
                    stream.pointee.next_out = target.baseAddress
                    stream.pointee.avail_out = UInt32(target.count)
                    _ = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    return target.count - Int(stream.pointee.avail_out)
                }
                if made > 0 { try emit(room[..<made]) }
            } while made == room.count
        }
    }
}
