// gzip (RFC 1952): member behind member. Used by DecodedInput.

import CZlib

/// Inflates every member of a gzip file, one after the other, straight into the caller's buffer.
///
/// What a ``MemberInflater`` leaves to its caller is checked here: that members follow each other (RFC 1952 2.2), that nothing
/// else follows them, and that the last one is complete. A truncated or corrupt file is always an error, never an early end.
final class GzipInflater: PackedContent {
    /// The two bytes that every member starts with.
    static let magic: [UInt8] = [0x1F, 0x8B]

    private let name: String
    private let input: SourceBuffer
    private let inflater: any MemberInflater
    private var isInMember = false
    /// Whether there can be no output without more input.
    private var needsInput = true
    private var members = 0
    /// Where the current member starts, or the last one that has begun: bytes of the input, and of what is decoded, from
    /// the first member on.
    private(set) var memberStart = (file: 0, decoded: 0)
    /// Decoded bytes of the members before the current one, and their CRC-32.
    private var finishedBytes = 0
    private var finishedCRC32: UInt32 = 0

    /// - Parameter input: stands at the first member.
    init(name: String, input: SourceBuffer, library: InflateLibrary) {
        self.name = name
        self.input = input
        inflater = library.makeInflater()
    }

    /// Decoded bytes of the current member, and of all.
    private var memberBytes: Int { isInMember ? inflater.decodedBytes : 0 }
    private var decodedBytes: Int { finishedBytes + memberBytes }

    /// CRC-32 of the decoded bytes so far.
    var crc32: UInt32 {
        let length = memberBytes
        return length > 0 ? UInt32(crc32_combine(uLong(finishedCRC32), uLong(inflater.crc32), length)) : finishedCRC32
    }

    /// Inflates at least one byte to the start of `buffer`.
    /// - Returns: how many; 0 only behind the last member, once its check values were right.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let buffer = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(1 << 30))
        var count = 0
        while count < buffer.count {
            if !isInMember, try !beginMember() { break }
            if needsInput, try !input.fill(atLeast: 1) {
                throw .gzipTruncated(input: name, fileBytes: input.bytesRead, member: members + 1, decodedBytes: decodedBytes)
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let step = inflater.inflate(from: input.available, into: room)
            input.consume(step.consumed)
            count += step.produced
            needsInput = step.produced < room.count
            switch step.end {
            case nil: continue
            case .whole: finishMember()
            case .corrupt(let detail):
                throw .gzipCorrupt(
                    input: name, fileOffset: input.bytesConsumed - inflater.bytesAhead, member: members + 1,
                    decodedBytes: decodedBytes, detail: detail)
            }
        }
        return count
    }

    /// - Returns: false at the end of the input.
    private func beginMember() throws(ReadError) -> Bool {
        guard try input.fill(atLeast: Self.magic.count) || !input.available.isEmpty || members == 0 else { return false }
        guard input.available.starts(with: Self.magic) || members == 0 else {
            throw .gzipTrailing(
                input: name, fileOffset: input.bytesConsumed, members: members,
                looksLike: ContentKind(UnsafeRawBufferPointer(input.available)))
        }
        memberStart = (input.bytesConsumed, finishedBytes)
        inflater.beginMember()
        isInMember = true
        needsInput = true
        return true
    }

    private func finishMember() {
        // The inflater has just compared it with the member's own.
        finishedCRC32 = crc32
        finishedBytes += inflater.decodedBytes
        members += 1
        isInMember = false
    }
}
