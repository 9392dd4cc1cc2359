// Has the kernel write pages to the disk while rows are still being inserted, so that a commit waits for fewer of them.

#if os(Linux)
    import CLinux
    import Dispatch
    import GRDBSQLite
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #else
        import Musl
    #endif

    /// While there is one, SQLite's writes to files are followed by `sync_file_range`, window by window.
    ///
    /// It changes no byte and no guarantee: it only begins what the fsync of the next commit has to complete, and, since it
    /// waits for nothing, takes no error away from that. It reaches SQLite's VFS for unix by `xSetSystemCall`, which may be
    /// absent, and then has no effect (https://sqlite.org/c3ref/vfs.html).
    final class EarlyWriteback: Sendable {
        /// Large enough for one request to the disk, small enough to keep it busy.
        private static let windowBytes = 256 << 10
        private static let inUse = Atomic<Int>(0)

        typealias Write = @convention(c) (Int32, UnsafeRawPointer?, Int, off_t) -> Int

        /// The system call in whose place ``write`` stands; nil where SQLite has none.
        static let original: Write? = {
            guard let vfs = sqlite3_vfs_find(nil), vfs.pointee.iVersion >= 3, let get = vfs.pointee.xGetSystemCall,
                let set = vfs.pointee.xSetSystemCall
            else { return nil }
            for name in ["pwrite64", "pwrite"] {
                guard let original = get(vfs, name) else { continue }
                return set(vfs, name, unsafeBitCast(write, to: sqlite3_syscall_ptr.self)) == SQLITE_OK
                    ? unsafeBitCast(original, to: Write.self) : nil
            }
            return nil
        }()

        private static let write: Write = { file, bytes, count, offset in
            let written = original!(file, bytes, count, offset)
            if written > 0, EarlyWriteback.inUse.load(ordering: .relaxed) > 0 {
                EarlyWriteback.begin(file, offset..<offset + written)
            }
            return written
        }

        private static func begin(_ file: Int32, _ range: Range<Int>) {
            guard let windows = windows(endingWithin: range) else { return }
            var status = stat()
            // What has no name is temporary, and need never be on the disk.
            guard fstat(file, &status) == 0, status.st_nlink > 0 else { return }
            // SQLite asks for that of its own call.
            let error = errno
            if waiting.load(ordering: .relaxed) < mostWaiting {
                waiting.add(1, ordering: .relaxed)
                hints.async {
                    weir_begin_writeback(file, Int64(windows.lowerBound), Int64(windows.count))
                    waiting.subtract(1, ordering: .relaxed)
                }
            } else {
                weir_begin_writeback(file, Int64(windows.lowerBound), Int64(windows.count))
            }
            errno = error
        }

        /// The call takes its time to lay the pages out on the disk. Should the file be closed before, or its descriptor
        /// be another's, the hint fails or hastens what would be written anyway.
        private static let hints = DispatchQueue(label: "weir.sink.writeback")
        private static let waiting = Atomic<Int>(0)
        /// Where the disk takes longer than SQLite, the writer waits for it, as it would without a queue.
        private static let mostWaiting = 16

        /// Those that a write of these bytes fills up, if what comes before them is written already.
        static func windows(endingWithin range: Range<Int>) -> Range<Int>? {
            let start = range.lowerBound / windowBytes * windowBytes
            let end = range.upperBound / windowBytes * windowBytes
            return start < end ? start..<end : nil
        }

        init() {
            _ = Self.original
            Self.inUse.add(1, ordering: .relaxed)
        }

        deinit { Self.inUse.subtract(1, ordering: .relaxed) }
    }
#else
    /// Only Linux has a call for it.
    final class EarlyWriteback: Sendable {}
#endif
