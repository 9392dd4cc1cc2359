// The bytes of a file, from any place. Used by what looks for places to divide it at.

import Foundation
import RowModel

/// An open file, read a few KiB at a time. One thread at a time.
final class FileBytes {
    let path: String
    private(set) var size: Int
    private let descriptor: Int32

    /// - Throws: ``FileBytesError``
    init(path: String) throws(FileBytesError) {
        self.path = path
        size = 0
        // What has come to stand there since it was listed may be a pipe, which would make its opener wait.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileBytesError(errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileBytesError(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileBytesError(reason: "is no file any more") }
        size = Int(status.st_size)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Fills `buffer` with the bytes from `offset` on.
    /// - Returns: how many there were; fewer than there is room for only at the file's end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileBytesError) -> Int {
        var count = 0
        while count < buffer.count {
            let got = pread(descriptor, buffer.baseAddress! + count, buffer.count - count, off_t(offset + count))
            if got == 0 { break }
            if got > 0 {
                count += got
            } else if errno != EINTR {
                throw FileBytesError(errno: errno)
            }
        }
        return count
    }

    /// The bytes from `offset` on, fewer than `count` at the file's end. For a few.
    func bytes(at offset: Int, count: Int) throws(FileBytesError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { buffer.deallocate() }
        return Array(buffer[..<(try read(at: offset, into: buffer))])
    }
}

struct FileBytesError: Error {
    let reason: String

    init(reason: String) {
        self.reason = reason
    }

    init(errno: Int32) {
        reason = "can't be read: \(String(cString: strerror(errno)))"
    }
}
