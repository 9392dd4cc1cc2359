// The file under a recount, read from its first byte to its last.

import Foundation
import RowModel

/// An open file. One thread at a time.
final class RecountedFile {
    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]  // RFC 1952 2.3.1
    private static let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]  // RFC 8878 3.1.1
    private static let zstdSkippable: ClosedRange<UInt8> = 0x50...0x5F

    let path: String
    /// Bytes read so far.
    private(set) var offset = 0
    private let descriptor: CInt

    init(path: String) throws(RecountError) {
        // A pipe's content is gone once it is read, and opening one would wait for its writer.
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Reads the next bytes to the start of `buffer`.
    /// - Returns: how many; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(RecountError) -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                offset += count
                return count
            }
            guard errno == EINTR else { throw .readFailed(path: path, offset: offset, errno: errno) }
        }
    }

    /// Goes on reading from a byte of the file.
    func seek(to offset: Int) throws(RecountError) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
            throw .readFailed(path: path, offset: offset, errno: errno)
        }
        self.offset = offset
    }

    /// Bytes of the file as it is now.
    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : offset
    }

    /// What the content is packed in.
    enum Packing {
        case plain, gzip, zstd
    }

    /// By the first bytes, which must be as `compression` and the file's name say.
    func packing(_ compression: Compression) throws(RecountError) -> Packing {
        if compression == .none { return .plain }
        var start = [UInt8](repeating: 0, count: Self.zstdMagic.count)
        let count = pread(descriptor, &start, start.count, 0)
        guard count >= 0 else { throw .readFailed(path: path, offset: 0, errno: errno) }
        let name = path.asciiLowercased
        let isByName = compression == .auto
        let isCalledZstd = name.hasSuffix(".zst") || name.hasSuffix(".zstd")
        let mustBeGzip = compression == .gzip || isByName && name.hasSuffix(".gz")
        let mustBeZstd = compression == .zstd || isByName && isCalledZstd
        if start.starts(with: Self.gzipMagic), !mustBeZstd { return .gzip }
        if isZstd(start), !mustBeGzip { return .zstd }
        if mustBeGzip { throw .notGzip(path: path) }
        if mustBeZstd { throw .notZstd(path: path) }
        return .plain
    }

    private func isZstd(_ start: [UInt8]) -> Bool {
        // RFC 8878 3.1.2: frames to be skipped may stand in front of the first.
        start == Self.zstdMagic || Self.zstdSkippable.contains(start[0]) && start[1...] == [0x2A, 0x4D, 0x18]
    }
}
