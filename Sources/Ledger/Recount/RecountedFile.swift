// The file under a recount, read from its first byte to its last.

import Foundation
import RowModel

/// An open file and one buffer.
final class RecountedFile {
    private static let bufferBytes = 128 << 10
    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]  // RFC 1952 2.3.1

    let path: String
    /// Bytes read so far.
    private(set) var offset = 0
    private let descriptor: CInt
    private let buffer: UnsafeMutableRawBufferPointer

    init(path: String) throws(RecountError) {
        // A pipe's content is gone once it is read, and opening one would wait for its writer.
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
        self.path = path
        self.descriptor = descriptor
        buffer = .allocate(byteCount: Self.bufferBytes, alignment: 16)
    }

    deinit {
        buffer.deallocate()
        close(descriptor)
    }

    /// The next bytes, valid until the next call; nil at the end of the file.
    func next() throws(RecountError) -> UnsafeRawBufferPointer? {
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                offset += count
                return UnsafeRawBufferPointer(rebasing: buffer[..<count])
            }
            if count == 0 { return nil }
            guard errno == EINTR else { throw .readFailed(path: path, offset: offset, errno: errno) }
        }
    }

    /// Whether the content has to be inflated.
    func isGzip(_ compression: Compression) throws(RecountError) -> Bool {
        if compression == .none { return false }
        var start = [UInt8](repeating: 0, count: Self.gzipMagic.count)
        let count = pread(descriptor, &start, start.count, 0)
        guard count >= 0 else { throw .readFailed(path: path, offset: 0, errno: errno) }
        if start == Self.gzipMagic { return true }
        if compression == .gzip || path.asciiLowercased.hasSuffix(".gz") { throw .notGzip(path: path) }
        return false
    }
}
