// A gzip file as RFC 1952 has it: member behind member, each a header, deflated data and a trailer.

import CZlib

/// The content of all members of a gzip file.
///
/// Only the deflated data is left to a library. The header is read here, as strictly as zlib does, and the trailer is
/// handed on to be compared with what came out, so that the library's own idea of a sound member counts for nothing. A
/// file that ends within a member, and bytes behind a member that are not another whole one, are errors.
final class GzipPieces: ContentPieces {
    private struct Flags: OptionSet {
        let rawValue: UInt8
        static let checksum = Flags(rawValue: 1 << 1)
        static let extra = Flags(rawValue: 1 << 2)
        static let name = Flags(rawValue: 1 << 3)
        static let comment = Flags(rawValue: 1 << 4)
        static let reserved = Flags(rawValue: 0b1110_0000)
    }

    private let bytes: GzipBytes
    private let inflater: any DeflateInflater
    private var member = 0
    private var isInMember = false
    private var headerChecksum = ContentChecksum()

    /// - Parameters:
    ///   - file: stands at its start.
    ///   - bufferBytes: how much of it is read at a time.
    init(_ file: RecountedFile, inflater: any DeflateInflater, bufferBytes: Int = 128 << 10) {
        bytes = GzipBytes(file, bufferBytes: bufferBytes)
        self.inflater = inflater
    }

    func next(into buffer: UnsafeMutableRawBufferPointer) throws(RecountError) -> ContentPiece? {
        if !isInMember {
            // RFC 1952 2.2: members follow each other with nothing between them.
            guard try bytes.fill() else { return nil }
            member += 1
            try takeHeader()
            inflater.begin()
            isInMember = true
        }
        var count = 0
        while count < buffer.count {
            let isAtEnd = try !bytes.fill()
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let step = inflater.inflate(bytes.available, into: room)
            bytes.take(step.consumed)
            count += step.produced
            switch step.end {
            case .whole(let ahead):
                isInMember = false
                return try ContentPiece(count: count, trailer: trailer(ahead))
            case .corrupt(let detail): throw corrupt(detail)
            case .outOfMemory: throw .outOfMemory(path: bytes.file.path)
            case nil: if isAtEnd, step.produced == 0 { throw truncated() }
            }
        }
        return ContentPiece(count: count)
    }

    /// RFC 1952 2.3. The header's own CRC-16 is the lower half of a CRC-32.
    private func takeHeader() throws(RecountError) {
        headerChecksum = ContentChecksum()
        guard try (headerByte(), headerByte()) == (0x1F, 0x8B) else { throw corrupt("incorrect header check") }
        let (method, flags) = try (headerByte(), Flags(rawValue: headerByte()))
        guard CInt(method) == Z_DEFLATED else { throw corrupt("unknown compression method") }
        guard flags.isDisjoint(with: .reserved) else { throw corrupt("unknown header flags set") }
        for _ in 0..<6 { _ = try headerByte() }  // modification time, extra flags, operating system
        if flags.contains(.extra) {
            for _ in 0..<(try headerWord()) { _ = try headerByte() }
        }
        if flags.contains(.name) { while try headerByte() != 0 {} }
        if flags.contains(.comment) { while try headerByte() != 0 {} }
        if flags.contains(.checksum) {
            let expected = UInt16(truncatingIfNeeded: headerChecksum.value)
            guard try headerWord() == expected else { throw corrupt("header crc mismatch") }
        }
    }

    private func headerWord() throws(RecountError) -> UInt16 {
        try UInt16(headerByte()) | UInt16(headerByte()) << 8
    }

    private func headerByte() throws(RecountError) -> UInt8 {
        guard let byte = try bytes.next() else { throw truncated() }
        withUnsafeBytes(of: byte) { headerChecksum.add($0) }
        return byte
    }

    /// - Parameter ahead: its first bytes, where they have been taken already.
    private func trailer(_ ahead: BytesAhead) throws(RecountError) -> GzipTrailer {
        let offset = bytes.offset - ahead.count
        var read = ahead
        while read.count < GzipTrailer.length, let byte = try bytes.next() {
            read.bytes |= UInt64(byte) << UInt64(8 * read.count)
            read.count += 1
        }
        return GzipTrailer(bytes: read, member: member, offset: offset)
    }

    private func truncated() -> RecountError {
        .truncated(path: bytes.file.path, member: member, offset: bytes.offset)
    }

    private func corrupt(_ detail: String) -> RecountError {
        .corrupt(path: bytes.file.path, member: member, offset: bytes.offset, detail: detail)
    }
}
