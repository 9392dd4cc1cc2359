// Waits until one of several descriptors has something to read, or one has room to write.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// poll(2) over a fixed row of descriptors. Negative ones are passed over.
struct ReadablePoll {
    private var entries: [pollfd]

    /// - Parameter writable: one that is to be written to; it stands behind the others.
    init(_ descriptors: Int32..., writable: Int32 = -1) {
        entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        entries.append(pollfd(fd: writable, events: Int16(POLLOUT), revents: 0))
    }

    /// Blocks until one of them can be read: has bytes, is at its end, or is broken.
    mutating func wait(atMost milliseconds: Int32 = -1) {
        for index in entries.indices { entries[index].revents = 0 }
        // EINTR looks like nothing to read; callers ask again.
        _ = poll(&entries, nfds_t(entries.count), milliseconds)
    }

    func isReadable(_ index: Int) -> Bool { entries[index].revents != 0 }

    /// Whether the one to be written to has room, or nobody who reads.
    var isWritable: Bool { entries[entries.count - 1].revents != 0 }

    /// Waits for room in that one too, or not.
    mutating func watchWritable(_ descriptor: Int32) { entries[entries.count - 1].fd = descriptor }

    mutating func forget(_ index: Int) { entries[index].fd = -1 }

    func isWatching(_ index: Int) -> Bool { entries[index].fd >= 0 }
}

/// read(2), until it is not interrupted.
/// - Returns: -1 with `errno` on failure.
func readOnce(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
        #if canImport(Darwin)
            let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
        if count >= 0 || errno != EINTR { return count }
    }
}
