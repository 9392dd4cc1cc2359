// The decoded bytes of an input, whatever it is packed in. Used by InputReader, and by whoever needs the bytes alone.

import CZlib
import RowModel

/// The decoded bytes of one input, with their count and CRC-32. Blocking.
public final class DecodedInput: DecodedBytes {
    private enum Packing {
        case plain
        case gzip(GzipInflater)
        case zstd(any PackedContent)
    }

    private let raw: SourceBuffer
    private var packing = Packing.plain
    /// nil where the content is UTF-8 and is handed on as it is.
    private let transcoding: TranscodedContent?
    /// Of the decoded bytes, but for gzip that is UTF-8: there the inflater has it.
    private var ownCRC32: UInt32 = 0
    /// Decoded bytes so far.
    public private(set) var byteCount = 0
    /// What of the content is handed on; nil for all of it.
    private var window: ContentWindow?
    private let name: String
    /// Told of all bytes of the content as they come, before they become UTF-8.
    var tap: ((UnsafeRawBufferPointer) -> Void)?

    /// Opens a file. See ``init(source:name:compression:encoding:library:)``.
    public convenience init(
        path: String, compression: Compression, encoding: TextEncoding = .utf8
    ) throws(ReadError) {
        try self.init(source: FileByteSource(path: path), name: path, compression: compression, encoding: encoding)
    }

    /// Looks at the first bytes of a source.
    /// - Parameters:
    ///   - name: what to call the input in errors; one that ends in `.gz` must be gzip under `auto`.
    ///   - encoding: of what is inflated; the decoded bytes are UTF-8.
    ///   - library: inflates it, if it is gzip.
    /// - Throws: ``ReadError/notGzip(input:looksLike:isNameOnly:)`` and the like, or what the source throws.
    public init(
        source: any ByteSource, name: String, compression: Compression, encoding: TextEncoding = .utf8,
        library: InflateLibrary = .preferred
    ) throws(ReadError) {
        raw = SourceBuffer(source)
        self.name = name
        transcoding = encoding == .utf8 ? nil : TranscodedContent(encoding, name: name)
        guard compression != .none else { return }

        _ = try raw.fill(atLeast: ZstdFormat.magic.count)
        let isGzip = raw.available.starts(with: GzipInflater.magic)
        let found = isGzip ? Compression.gzip : ZstdFormat.starts(raw.available) ? .zstd : .none
        try check(found, against: compression, name: name)
        switch found {
        case .gzip: packing = .gzip(GzipInflater(name: name, input: raw, library: library))
        case .zstd: packing = .zstd(try ZstdFormat.content(of: raw, name: name))
        case .none, .auto: break
        }
    }

    /// - Throws: where spec or name say something else.
    private func check(_ found: Compression, against stated: Compression, name: String) throws(ReadError) {
        let isNameOnly = stated == .auto
        let wanted = isNameOnly ? Self.compression(ofName: name) : stated
        guard wanted != .auto, wanted != found else { return }
        // More of it, to tell what it is instead.
        _ = try raw.fill(atLeast: ContentKind.signatureBytes)
        let kind = ContentKind(UnsafeRawBufferPointer(raw.available))
        if wanted == .gzip { throw .notGzip(input: name, looksLike: kind, isNameOnly: isNameOnly) }
        throw .notZstd(input: name, looksLike: kind, isNameOnly: isNameOnly)
    }

    private static func compression(ofName name: String) -> Compression {
        name.asciiLowercased.hasSuffix(".gz") ? .gzip : ZstdFormat.isName(name) ? .zstd : .auto
    }

    /// Whether the input had to be unpacked.
    public var isPacked: Bool {
        if case .plain = packing { false } else { true }
    }

    /// Hands on a part of the content only. To be called before anything is read. Of UTF-8 only.
    /// - Parameters:
    ///   - lead: how many bytes in front of `start.file` the source stands.
    ///   - recordEnds: bytes of which one stands in front of each record but the first.
    func restrict(to part: InputPart, lead: Int = 0, recordEnds: [UInt8]) {
        precondition(transcoding == nil && byteCount == 0)
        window = ContentWindow(part, lead: lead, recordEnds: recordEnds)
    }

    /// Bytes read of the input itself.
    public var fileBytes: Int { raw.bytesRead }

    /// CRC-32 of the decoded bytes so far.
    public var crc32: UInt32 {
        if case .gzip(let inflater) = packing, transcoding == nil, window == nil { inflater.crc32 } else { ownCRC32 }
    }

    /// Puts at least one decoded byte to the start of `buffer`, whose count is not 0.
    /// - Returns: how many; 0 only at the end of an input that was whole.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let count: Int
        if let transcoding {
            count = try transcoding.read(into: buffer) { room throws(ReadError) in try readContent(into: room) }
            ownCRC32 = Self.crc32(of: buffer, count, after: ownCRC32)
        } else if window != nil {
            count = try readWindow(into: buffer)
            ownCRC32 = Self.crc32(of: buffer, count, after: ownCRC32)
        } else {
            count = try readContent(into: buffer)
            if case .gzip = packing {} else { ownCRC32 = Self.crc32(of: buffer, count, after: ownCRC32) }
        }
        byteCount += count
        return count
    }

    private func readWindow(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        while window!.skip > 0 {
            let skipped = try readContent(into: .init(rebasing: buffer[..<min(buffer.count, window!.skip)]))
            if skipped == 0 { throw .partCutOff(input: name, byteOffset: window!.offset) }
            window!.pass(buffer[..<skipped])
            if window!.skip == 0 { try checkRecordEnd() }
        }
        if window!.isAtEnd {
            if window!.takeEnd() { try checkEnd(buffer) }
            return 0
        }
        let count = try readContent(into: .init(rebasing: buffer[..<window!.room(buffer.count)]))
        if count == 0, !window!.mayEnd { throw .partCutOff(input: name, byteOffset: window!.offset) }
        window!.pass(buffer[..<count])
        return count
    }

    /// Makes sure that the next part goes on right behind this one: its place in the file is only right if the content in
    /// front of it is as long as the plan says.
    private func checkEnd(_ buffer: UnsafeMutableRawBufferPointer) throws(ReadError) {
        guard let end = window!.end else { return }
        var member: (file: Int, decoded: Int)?
        if case .gzip(let inflater) = packing {
            // A member that ends here is nobody else's to check: its checksum stands behind its last byte.
            if end.skip == 0 { _ = try readContent(into: .init(rebasing: buffer[..<1])) }
            member = inflater.memberStart
        }
        guard window!.isEnd(member) else {
            throw .otherPlace(input: name, fileOffset: end.file, byteOffset: end.decoded - end.skip)
        }
        try checkRecordEnd()
    }

    private func checkRecordEnd() throws(ReadError) {
        if !window!.isBehindRecord { throw .noRecordStart(input: name, byteOffset: window!.offset) }
    }

    private func readContent(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let count =
            switch packing {
            case .plain: try raw.read(into: buffer)
            case .gzip(let inflater): try inflater.read(into: buffer)
            case .zstd(let content): try content.read(into: buffer)
            }
        tap?(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
    }

    private static func crc32(of buffer: UnsafeMutableRawBufferPointer, _ count: Int, after crc: UInt32) -> UInt32 {
        UInt32(crc32_z(uLong(crc), buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), count))
    }
}
