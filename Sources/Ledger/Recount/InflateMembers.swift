// Inflates a gzip file for a recount.

import CZlib

/// Inflates every member of a gzip file in turn.
///
/// zlib checks each member's CRC-32 and length. A file that ends within a member, and bytes behind a member that are
/// not another whole one, are errors. The pieces given to `take` are valid during its call.
func inflateMembers(
    of file: RecountedFile, _ take: (UnsafeRawBufferPointer) -> Void
) throws(RecountError) {
    // zlib keeps the stream's address, so the stream must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let gzipOnly = MAX_WBITS + 16  // inflateInit2 in zlib.h
    guard weir_inflateInit2(stream, gzipOnly) == Z_OK else { throw .outOfMemory(path: file.path) }
    defer { inflateEnd(stream) }

    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { output.deallocate() }

    var member = 1
    var isInMember = false
    while true {
        if stream.pointee.avail_in == 0, let input = try file.next() {
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
        }
        if !isInMember, stream.pointee.avail_in == 0 { return }
        isInMember = true

        stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let result = inflate(stream, Z_NO_FLUSH)
        take(UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.pointee.avail_out))]))

        let offset = file.offset - Int(stream.pointee.avail_in)
        switch result {
        case Z_OK:
            continue
        case Z_STREAM_END:
            // RFC 1952 2.2: members follow each other with nothing between them.
            inflateReset(stream)
            isInMember = false
            member += 1
        case Z_BUF_ERROR:
            // There was room for output, so what is missing is input, and the file has no more.
            throw .truncated(path: file.path, member: member, offset: offset)
        case Z_MEM_ERROR:
            throw .outOfMemory(path: file.path)
        default:
            let detail = stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)"
            throw .corrupt(path: file.path, member: member, offset: offset, detail: detail)
        }
    }
}
