// The bytes of stdin.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Whatever stands behind descriptor 0: a pipe, a FIFO, a terminal, a file. Waits for its writer until it is woken.
public final class StandardInput: ByteSource {
    public static let name = "stdin"

    private let wake: ReadWake
    private var poll: ReadablePoll
    private var offset = 0

    public init(wake: ReadWake) {
        self.wake = wake
        poll = ReadablePoll(STDIN_FILENO, wake.descriptor)
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        while true {
            poll.wait()
            if wake.isAwake { throw .stopped(input: Self.name) }
            guard poll.isReadable(0) else { continue }
            let count = readOnce(STDIN_FILENO, into: buffer)
            guard count >= 0 else {
                throw .readFailed(input: Self.name, fileOffset: offset, reason: String(cString: strerror(errno)))
            }
            offset += count
            return count
        }
    }
}
