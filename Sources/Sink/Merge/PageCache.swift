// What the kernel keeps of files in memory.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

enum PageCache {
    /// Lets go of a file that was read to its end and will not be needed soon: its memory is at once there for what is
    /// being written, and other files' is left alone. A hint that changes nothing of the file (posix_fadvise(2)).
    static func forget(_ path: String) {
        #if os(Linux)
            let file = open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return }
            defer { close(file) }
            _ = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }
}
