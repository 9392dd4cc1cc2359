// write(2) to a pipe whose reader may be gone.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Writes to a pipe without the signal that would end a process which has not asked to ignore it: whether SIGPIPE is
/// ignored is the process's business, and Weir may be a guest in it.
enum QuietWrite {
    /// Readies the write end of a pipe.
    static func prepare(_ pipe: Int32) {
        #if canImport(Darwin)
            _ = fcntl(pipe, F_SETNOSIGPIPE, 1)
        #endif
    }

    /// - Returns: as write(2); with `EPIPE` in errno once nobody reads.
    static func write(_ bytes: UnsafeRawBufferPointer, to pipe: Int32) -> Int {
        #if canImport(Darwin)
            return Darwin.write(pipe, bytes.baseAddress, bytes.count)
        #else
            var signals = sigset_t()
            var before = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &signals, &before)
            defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
            #if canImport(Musl)
                let count = Musl.write(pipe, bytes.baseAddress, bytes.count)
            #else
                let count = Glibc.write(pipe, bytes.baseAddress, bytes.count)
            #endif
            let code = errno
            // The signal is the thread's own, and waits to be taken.
            if count < 0, code == EPIPE {
                var none = timespec()
                while sigtimedwait(&signals, nil, &none) < 0, errno == EINTR {}
            }
            errno = code
            return count
        #endif
    }
}
