// What a running program prints, over its two pipes.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The stdout of a program as an input, and its stderr as lines. One thread reads both, so that neither pipe can fill up
/// while the other is waited for; the pipes are the only buffer.
public final class CommandOutput: ByteSource {
    private let name: String
    private let output: Int32
    private let errors: Int32
    private let wake: ReadWake
    private let exit: ReadWake
    private let show: (String) -> Void
    private var poll: ReadablePoll
    private var lines = LastLines()
    private var isClosed = false
    private(set) var bytesRead = 0

    /// Places in `poll`.
    private static let outputPlace = 0, errorsPlace = 1

    /// - Parameters:
    ///   - output: read end of the program's stdout, closed by this; `errors`: that of its stderr.
    ///   - wake: ends a read that waits.
    ///   - exit: woken when the program has ended.
    ///   - show: told of each line of stderr.
    init(
        name: String, output: Int32, errors: Int32, wake: ReadWake, exit: ReadWake, show: @escaping (String) -> Void
    ) {
        self.name = name
        self.output = output
        self.errors = errors
        self.wake = wake
        self.exit = exit
        self.show = show
        poll = ReadablePoll(output, errors, wake.descriptor)
    }

    deinit { closePipes() }

    /// The last lines of stderr so far.
    var lastLines: [String] { lines.last }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        while true {
            poll.wait()
            if wake.isAwake { throw .stopped(input: name) }
            if poll.isReadable(Self.errorsPlace) { takeErrors() }
            guard poll.isReadable(Self.outputPlace) else { continue }
            let count = readOnce(output, into: buffer)
            guard count >= 0 else {
                throw .readFailed(input: name, fileOffset: bytesRead, reason: String(cString: strerror(errno)))
            }
            bytesRead += count
            return count
        }
    }

    /// Takes in stderr until the program has ended. To be called behind the last ``read(into:)``: a program that
    /// can't get rid of its last words does not end.
    func awaitExit() throws(ReadError) {
        var rest = ReadablePoll(exit.descriptor, poll.isWatching(Self.errorsPlace) ? errors : -1, wake.descriptor)
        while !exit.isAwake {
            rest.wait()
            if wake.isAwake { throw .stopped(input: name) }
            if rest.isReadable(Self.errorsPlace), !takeErrors() { rest.forget(Self.errorsPlace) }
        }
        takeLastErrors()
    }

    /// What is left in the pipe. What the program has left running behind it may hold the pipe open, so its end is not
    /// waited for.
    private func takeLastErrors() {
        while poll.isWatching(Self.errorsPlace) {
            poll.wait(atMost: 0)
            guard poll.isReadable(Self.errorsPlace), takeErrors() else { break }
        }
        lines.finish().forEach(show)
    }

    /// - Returns: false at the end.
    @discardableResult
    private func takeErrors() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = readOnce(errors, into: buffer)
            if count <= 0 {
                poll.forget(Self.errorsPlace)
                return false
            }
            lines.add(UnsafeRawBufferPointer(rebasing: buffer[..<count])).forEach(show)
            return true
        }
    }

    /// Lets a program that still prints fail.
    func closePipes() {
        if isClosed { return }
        isClosed = true
        close(output)
        close(errors)
    }
}
