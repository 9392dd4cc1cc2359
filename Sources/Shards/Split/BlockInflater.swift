// What a BGZF block holds.

import CZlib

/// Inflates one block after the other.
///
/// Invariant that makes the raw pointers safe: both buffers have 64 KiB, as many as a block and its content have at most, and
/// what ``content(of:in:)`` returns is used up before it is called again.
final class BlockInflater {
    private let packed = UnsafeMutableRawBufferPointer.allocate(byteCount: BlockWalk.longestBlock, alignment: 16)
    private let content = UnsafeMutableRawBufferPointer.allocate(byteCount: BlockWalk.longestBlock, alignment: 16)
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init() {
        stream.initialize(to: z_stream())
        // 31: the largest window, and a gzip wrapper only.
        let status = weir_inflateInit2(stream, 31)
        precondition(status == Z_OK, "zlib can't start: \(status)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        packed.deallocate()
        content.deallocate()
    }

    /// - Returns: nil for a block that is damaged.
    func content(of block: Block, in file: FileBytes) throws(FileBytesError) -> UnsafeRawBufferPointer? {
        let count = try file.read(at: block.file, into: UnsafeMutableRawBufferPointer(rebasing: packed[..<block.length]))
        inflateReset(stream)
        stream.pointee.next_in = packed.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
        stream.pointee.next_out = content.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(content.count)
        guard inflate(stream, Z_FINISH) == Z_STREAM_END, stream.pointee.avail_in == 0,
            content.count - Int(stream.pointee.avail_out) == block.contentLength
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: content[..<block.contentLength])
    }
}
