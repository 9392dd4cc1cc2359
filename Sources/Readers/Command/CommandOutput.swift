// What a running program prints, over its pipes, and what it is given.

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
    /// Write end of the program's stdin; negative where it has none, or it was closed.
    private var input: Int32
    private let wake: ReadWake
    private let exit: ReadWake
    private let show: (String) -> Void
    private var poll: ReadablePoll
    private var lines = LastLines()
    private var isClosed = false
    private(set) var bytesRead = 0
    private var bytesGiven = 0

    /// Places in `poll`.
    private static let outputPlace = 0, errorsPlace = 1

    /// - Parameters:
    ///   - output: read end of the program's stdout, closed by this; `errors`: that of its stderr.
    ///   - input: write end of its stdin, closed by this; negative where it has none.
    ///   - wake: ends a read that waits.
    ///   - exit: woken when the program has ended.
    ///   - show: told of each line of stderr.
    init(
        name: String, output: Int32, errors: Int32, input: Int32 = -1, wake: ReadWake, exit: ReadWake,
        show: @escaping (String) -> Void
    ) {
        self.name = name
        self.output = output
        self.errors = errors
        self.input = input
        if input >= 0 {
            _ = fcntl(input, F_SETFL, fcntl(input, F_GETFL) | O_NONBLOCK)
            QuietWrite.prepare(input)
        }
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

    /// Waits until the program takes bytes or gives some, whichever comes first, so that neither waits for the other.
    /// - Parameters:
    ///   - bytes: what it is to be given; empty for nothing.
    ///   - buffer: room for what it prints, not empty.
    /// - Returns: how many bytes it has taken, and how many it has printed: nil for none yet, 0 once it has closed its
    ///   stdout.
    /// - Throws: ``ReadError/inputRefused(input:bytes:)`` if it has closed its stdin.
    public func exchange(
        _ bytes: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
    ) throws(ReadError) -> (taken: Int, printed: Int?) {
        poll.watchWritable(bytes.isEmpty ? -1 : input)
        while true {
            poll.wait()
            if wake.isAwake { throw .stopped(input: name) }
            if poll.isReadable(Self.errorsPlace) { takeErrors() }
            let taken = poll.isWritable ? try give(bytes) : 0
            var printed: Int?
            if poll.isReadable(Self.outputPlace) {
                let count = readOnce(output, into: buffer)
                guard count >= 0 else {
                    throw .readFailed(input: name, fileOffset: bytesRead, reason: String(cString: strerror(errno)))
                }
                bytesRead += count
                if count == 0 { poll.forget(Self.outputPlace) }
                printed = count
            }
            if taken > 0 || printed != nil { return (taken, printed) }
        }
    }

    private func give(_ bytes: UnsafeRawBufferPointer) throws(ReadError) -> Int {
        let count = QuietWrite.write(bytes, to: input)
        if count >= 0 {
            bytesGiven += count
            return count
        }
        if errno == EAGAIN || errno == EINTR { return 0 }
        throw .inputRefused(input: name, bytes: bytesGiven)
    }

    /// Tells the program that there is no more.
    public func closeInput() {
        if input >= 0 { close(input) }
        input = -1
        poll.watchWritable(-1)
    }

    /// Takes in stderr until the program has ended. To be called behind the last ``read(into:)``: a program that
    /// can't get rid of its last words does not end.
    /// - Parameter milliseconds: how long it may take; -1 for ever.
    /// - Returns: whether it has ended.
    @discardableResult
    func awaitExit(atMost milliseconds: Int32 = -1) throws(ReadError) -> Bool {
        var rest = ReadablePoll(exit.descriptor, poll.isWatching(Self.errorsPlace) ? errors : -1, wake.descriptor)
        while !exit.isAwake {
            rest.wait(atMost: milliseconds)
            if wake.isAwake { throw .stopped(input: name) }
            if milliseconds >= 0, !exit.isAwake, !rest.isReadable(Self.errorsPlace) { return false }
            if rest.isReadable(Self.errorsPlace), !takeErrors() { rest.forget(Self.errorsPlace) }
        }
        takeLastErrors()
        return true
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
        closeInput()
    }
}
