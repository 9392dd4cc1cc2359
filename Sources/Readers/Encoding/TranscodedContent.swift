// A content in some encoding, as UTF-8. Used by DecodedInput where a spec names an encoding.

import RowModel

/// Reads a content and hands it on as UTF-8, a block at a time. Blocking, by what it reads from.
///
/// Memory: 128 KiB of the content, and what did not fit the caller's buffer of one character.
final class TranscodedContent {
    private static let capacity = 128 * 1024

    private let name: String
    private let encoding: TextEncoding
    /// nil until the content's start has been seen.
    private var transcoder: (any TextTranscoder)?
    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: TranscodedContent.capacity, alignment: 64)
    /// The part of `storage` that is read and not transcoded.
    private var pending = 0..<0
    private var hasEnded = false
    /// Text for a caller with less room than a character may take.
    private let spare = UnsafeMutableRawBufferPointer.allocate(byteCount: TextTranscoding.leastRoom, alignment: 16)
    private var spared = 0..<0

    init(_ encoding: TextEncoding, name: String) {
        self.encoding = encoding
        self.name = name
    }

    deinit {
        storage.deallocate()
        spare.deallocate()
    }

    /// Puts at least one byte of UTF-8 to the start of `buffer`, whose count is not 0.
    /// - Parameter readContent: reads the content's next bytes; 0 at its end.
    /// - Returns: how many; 0 only at the end.
    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        from readContent: (UnsafeMutableRawBufferPointer) throws(ReadError) -> Int
    ) throws(ReadError) -> Int {
        while spared.isEmpty {
            if transcoder == nil { try start(readContent) }
            let isDirect = buffer.count >= TextTranscoding.leastRoom
            let room = isDirect ? buffer : spare
            let step = transcoder!.transcode(
                UnsafeRawBufferPointer(rebasing: storage[pending]), into: room, isFinal: hasEnded)
            pending = pending.lowerBound + step.consumed..<pending.upperBound
            if isDirect, step.produced > 0 { return step.produced }
            spared = 0..<step.produced
            guard step.isIdle else { continue }
            if hasEnded { return 0 }
            try fill(readContent)
        }
        let count = min(buffer.count, spared.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: spare[spared.prefix(count)]))
        spared = spared.dropFirst(count)
        return count
    }

    private func start(_ readContent: (UnsafeMutableRawBufferPointer) throws(ReadError) -> Int) throws(ReadError) {
        while pending.count < ContentEncoding.markBytes, !hasEnded { try fill(readContent) }
        let start = UnsafeRawBufferPointer(rebasing: storage[pending])
        let found = try ContentEncoding.resolved(encoding, start: start, input: name)
        transcoder = Self.transcoder(for: found)
        if transcoder == nil { throw .unknownEncoding(input: name, encoding: found) }
    }

    /// Reads behind what is pending, which is less than a character.
    private func fill(_ readContent: (UnsafeMutableRawBufferPointer) throws(ReadError) -> Int) throws(ReadError) {
        storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[pending]))
        pending = 0..<pending.count
        let count = try readContent(UnsafeMutableRawBufferPointer(rebasing: storage[pending.count...]))
        hasEnded = count == 0
        pending = 0..<pending.count + count
    }

    private static func transcoder(for encoding: TextEncoding) -> (any TextTranscoder)? {
        switch encoding {
        case .latin1: SingleByteTranscoder.latin1
        case .windows1252: SingleByteTranscoder.windows1252
        case .utf16LittleEndian: UTF16Transcoder(isBigEndian: false)
        case .utf16BigEndian: UTF16Transcoder(isBigEndian: true)
        default: SingleByteTranscoder(encoding) ?? IconvTranscoder(encoding)
        }
    }
}
