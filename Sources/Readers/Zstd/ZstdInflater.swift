// zstd (RFC 8878): frame behind frame. Used by DecodedInput.

#if canImport(CZstd)
import CZstd

/// Unpacks every frame of a zstd file, one after the other, straight into the caller's buffer.
///
/// The library checks each frame, and its checksum if it has one. What it leaves to its caller is checked here: that the last frame is
/// complete, and that nothing but frames follows. Memory: the window that a frame asks for, at most ``largestWindowLog``.
///
/// Invariant that makes the raw pointer safe: `stream` is the library's from `init` to `deinit`.
final class ZstdInflater: PackedContent {
    /// 128 MiB, the largest that `zstd` takes without being asked to, and more than it makes without `--long=28` or `--ultra`.
    private static let largestWindowLog: CInt = 27

    private let name: String
    private let input: SourceBuffer
    private let stream: OpaquePointer?
    private var frames = 0
    private var isInFrame = false
    /// Whether there can be no output without more input.
    private var needsInput = true
    private var decodedBytes = 0

    /// - Parameter input: stands at the first frame.
    init(name: String, input: SourceBuffer) {
        self.name = name
        self.input = input
        stream = ZSTD_createDCtx()
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.largestWindowLog)
    }

    deinit {
        ZSTD_freeDCtx(stream)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        var count = 0
        while count < buffer.count {
            if needsInput, try !input.fill(atLeast: 1) {
                // Behind a whole frame, and only there, the input may end.
                if !isInFrame, frames > 0 { break }
                throw .zstdTruncated(
                    input: name, fileBytes: input.bytesRead, frame: frames + 1, decodedBytes: decodedBytes + count)
            }
            count += try unpack(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
        }
        decodedBytes += count
        return count
    }

    private func unpack(into room: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let available = input.available
        var source = ZSTD_inBuffer(src: available.baseAddress, size: available.count, pos: 0)
        var target = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        let status = ZSTD_decompressStream(stream, &target, &source)
        input.consume(source.pos)
        if ZSTD_isError(status) != 0 { throw error(status, available) }
        // 0 where a frame is complete and all of it is handed on.
        isInFrame = status != 0
        if !isInFrame { frames += 1 }
        needsInput = !isInFrame || target.pos < room.count
        return target.pos
    }

    private func error(_ status: Int, _ available: UnsafeMutableRawBufferPointer) -> ReadError {
        switch ZSTD_getErrorCode(status) {
        case ZSTD_error_prefix_unknown where frames > 0 && !isInFrame:
            .zstdTrailing(
                input: name, fileOffset: input.bytesConsumed, frames: frames,
                looksLike: ContentKind(UnsafeRawBufferPointer(available)))
        case ZSTD_error_frameParameter_windowTooLarge:
            .zstdWindow(input: name, frame: frames + 1, limit: 1 << Self.largestWindowLog)
        default:
            .zstdCorrupt(
                input: name, fileOffset: input.bytesConsumed, frame: frames + 1, decodedBytes: decodedBytes,
                detail: String(cString: ZSTD_getErrorName(status)))
        }
    }
}
#endif
