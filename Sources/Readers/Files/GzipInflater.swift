// gzip (RFC 1952) over zlib. The only file here that calls inflate. Used by DecodedInput.

import CZlib

/// Inflates every member of a gzip file, one after the other, straight into the caller's buffer.
///
/// zlib in gzip mode (https://zlib.net/manual.html, `inflateInit2`) checks the header with its optional CRC and reserved
/// flags, and the CRC-32 and length behind the data. What it leaves to its caller is checked here: that members follow
/// each other (RFC 1952 2.2), that nothing else follows them, and that the last one is complete. A truncated or corrupt
/// file is always an error, never an early end.
///
/// Invariant that makes the raw pointer safe: `stream` is allocated and initialised from `init` to `deinit`, and never
/// moves (zlib keeps a pointer back to it); its `next_in` and `next_out` are set anew before each call.
final class GzipInflater {
    /// The two bytes that every member starts with.
    static let magic: [UInt8] = [0x1F, 0x8B]

    private let name: String
    private let input: SourceBuffer
    private let stream: UnsafeMutablePointer<z_stream>
    private var isInMember = false
    private var members = 0
    /// Decoded bytes of the members before the current one, and their CRC-32.
    private var finishedBytes = 0
    private var finishedCRC32: UInt32 = 0

    /// - Parameter input: stands at the first member.
    init(name: String, input: SourceBuffer) {
        self.name = name
        self.input = input
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

    /// Decoded bytes so far.
    private var decodedBytes: Int { finishedBytes + (isInMember ? Int(stream.pointee.total_out) : 0) }

    /// CRC-32 of the decoded bytes so far.
    var crc32: UInt32 {
        // In gzip mode `adler` is that of the member's bytes so far (https://zlib.net/manual.html, `inflate`).
        let length = isInMember ? Int(stream.pointee.total_out) : 0
        return length > 0 ? UInt32(crc32_combine(uLong(finishedCRC32), stream.pointee.adler, length)) : finishedCRC32
    }

    /// Inflates at least one byte to the start of `buffer`.
    /// - Returns: how many; 0 only behind the last member, once its check values were right.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let room = min(buffer.count, 1 << 30)
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        while stream.pointee.avail_out > 0 {
            if !isInMember, try !beginMember() { break }
            guard try input.fill(atLeast: 1) else {
                throw .gzipTruncated(input: name, fileBytes: input.bytesRead, member: members + 1, decodedBytes: decodedBytes)
            }
            let available = input.available
            stream.pointee.next_in = available.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_in = UInt32(available.count)
            let status = inflate(stream, Z_NO_FLUSH)
            input.consume(available.count - Int(stream.pointee.avail_in))
            switch status {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END: finishMember()
            default:
                throw .gzipCorrupt(
                    input: name, fileOffset: input.bytesConsumed, member: members + 1, decodedBytes: decodedBytes,
                    detail: stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
            }
        }
        return room - Int(stream.pointee.avail_out)
    }

    /// - Returns: false at the end of the input.
    private func beginMember() throws(ReadError) -> Bool {
        guard try input.fill(atLeast: Self.magic.count) || !input.available.isEmpty || members == 0 else { return false }
        guard input.available.starts(with: Self.magic) || members == 0 else {
            throw .gzipTrailing(
                input: name, fileOffset: input.bytesConsumed, members: members,
                looksLike: ContentKind(UnsafeRawBufferPointer(input.available)))
        }
        if members > 0 { inflateReset(stream) }
        isInMember = true
        return true
    }

    private func finishMember() {
        // zlib has just compared it with the member's own.
        finishedCRC32 = crc32
        finishedBytes += Int(stream.pointee.total_out)
        members += 1
        isInMember = false
    }
}
