// What the file system says of a file, so that two looks at it can be compared.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The part of stat(2) that tells one content of a file from another.
public struct FileStatus: Sendable, Hashable {
    /// Device and inode: the same for two names (a link, say) of one file.
    public var device: UInt64
    public var inode: UInt64
    public var size: Int
    /// Modification time in nanoseconds since 1970.
    public var modified: Int

    public init(device: UInt64, inode: UInt64, size: Int, modified: Int) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
    }

    /// What is found under a path; nil if nothing is.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Whether a path leads to a regular file, which can be opened and read without waiting for anybody.
    public static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    public init(_ status: stat) {
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        self.init(
            device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino),
            size: Int(status.st_size), modified: Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec))
    }
}
