// A zstd file as RFC 8878 has it: frame behind frame.

/// Whether a recount can unpack zstd.
enum ZstdReading {
    /// - Parameter file: stands at its start.
    static func pieces(of file: RecountedFile) throws(RecountError) -> any ContentPieces {
        #if canImport(CZstd)
        return ZstdPieces(file)
        #else
        throw .withoutZstd(path: file.path)
        #endif
    }
}

#if canImport(CZstd)
import CZstd

/// The content of all frames of a zstd file. The library compares each frame with its checksum, if it has one; a file that ends within a
/// frame, and bytes that are none, are errors.
///
/// Invariant that makes the raw pointers safe: decoder and buffer live from `init` to `deinit`; `buffer` holds `waiting.size` bytes.
final class ZstdPieces: ContentPieces {
    private static let bufferBytes = 128 << 10

    private let file: RecountedFile
    private let decoder = ZSTD_createDStream()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ZstdPieces.bufferBytes, alignment: 16)
    /// What is read of the file and not unpacked yet.
    private var waiting: ZSTD_inBuffer
    /// Whether the file may end here: behind a frame, none of which is held back.
    private var isBetweenFrames = false

    init(_ file: RecountedFile) {
        self.file = file
        waiting = ZSTD_inBuffer(src: UnsafeRawPointer(buffer.baseAddress), size: 0, pos: 0)
        ZSTD_initDStream(decoder)
    }

    deinit {
        ZSTD_freeDStream(decoder)
        buffer.deallocate()
    }

    func next(into piece: UnsafeMutableRawBufferPointer) throws(RecountError) -> ContentPiece? {
        var unpacked = ZSTD_outBuffer(dst: piece.baseAddress, size: piece.count, pos: 0)
        while unpacked.pos == 0 {
            if waiting.pos == waiting.size {
                waiting.size = try file.read(into: buffer)
                waiting.pos = 0
            }
            let isAtEnd = waiting.size == 0
            if isAtEnd, isBetweenFrames { return nil }
            let expected = ZSTD_decompressStream(decoder, &unpacked, &waiting)
            guard ZSTD_isError(expected) == 0 else {
                let detail = String(cString: ZSTD_getErrorName(expected))
                throw .zstdCorrupt(path: file.path, offset: file.offset - waiting.size + waiting.pos, detail: detail)
            }
            isBetweenFrames = expected == 0
            if isAtEnd, unpacked.pos == 0, !isBetweenFrames { throw .zstdTruncated(path: file.path, offset: file.offset) }
        }
        return ContentPiece(count: unpacked.pos)
    }
}
#endif
