// Wakes a reader that waits for bytes which may never come.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import Synchronization

/// A stop sign for reads: a pipe that stays empty until ``wake()``, so that poll(2) can wait for it beside the input.
public final class ReadWake: Sendable {
    /// Readable once the reader is to stop; negative, which poll(2) passes over, where no pipe could be had.
    let descriptor: Int32
    private let inlet: Int32
    private let hasBeenCalled = Atomic(false)

    public init() {
        let ends = pipeEnds() ?? (reading: -1, writing: -1)
        descriptor = ends.reading
        inlet = ends.writing
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if inlet >= 0 { close(inlet) }
    }

    public var isAwake: Bool { hasBeenCalled.load(ordering: .acquiring) }

    /// Ends the read that waits now, and all later ones.
    public func wake() {
        if hasBeenCalled.exchange(true, ordering: .acquiringAndReleasing) { return }
        var byte: UInt8 = 0
        _ = write(inlet, &byte, 1)
    }
}

/// The ends of a new pipe that no child process inherits; nil if there are too many open files.
func pipeEnds() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}
