// The bytes of a file, over open(2) and read(2).

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file, a FIFO or a device, read from start to end; closed when released.
public final class FileByteSource: ByteSource {
    private let name: String
    private let descriptor: Int32
    private var offset = 0

    /// Opens `path` for reading. Opening a FIFO blocks until it has a writer.
    /// - Throws: ``ReadError/cannotOpen(input:reason:)`` when it is missing, unreadable or a folder.
    public init(path: String) throws(ReadError) {
        name = path
        var opened: Int32
        repeat { opened = open(path, O_RDONLY | O_CLOEXEC) } while opened < 0 && errno == EINTR
        descriptor = opened
        guard opened >= 0 else { throw .cannotOpen(input: path, reason: .init(errno: errno)) }

        // A folder opens without complaint and fails only when it is read.
        var status = stat()
        if fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw .cannotOpen(input: path, reason: .folder)
        }
        #if os(Linux)
            // A hint; it fails on a FIFO, which is no matter.
            _ = posix_fadvise(opened, 0, 0, POSIX_FADV_SEQUENTIAL)
        #endif
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The open file as it is now, whatever its name has come to stand for; nil if that can't be told.
    public var status: FileStatus? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
    }

    /// Goes on reading from a byte of the file.
    /// - Throws: ``ReadError/readFailed(input:fileOffset:reason:)``
    public func seek(to offset: Int) throws(ReadError) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
            throw .readFailed(input: name, fileOffset: offset, reason: String(cString: strerror(errno)))
        }
        self.offset = offset
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        let count = readOnce(descriptor, into: buffer)
        guard count >= 0 else {
            throw .readFailed(input: name, fileOffset: offset, reason: String(cString: strerror(errno)))
        }
        offset += count
        return count
    }
}

extension ReadError.OpenFailure {
    /// The failure that an errno of open(2) stands for.
    init(errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .unreadable
        case EISDIR: self = .folder
        default: self = .other(String(cString: strerror(code)))
        }
    }
}
