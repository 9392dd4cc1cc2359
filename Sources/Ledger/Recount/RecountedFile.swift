// The file under a recount, read from its first byte to its last.

import Foundation
import RowModel

/// An open file. One thread at a time.
final class RecountedFile {
    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]  // RFC 1952 2.3.1

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
