// Raw bytes on their way from a source into an inflater. Used by DecodedInput and GzipInflater.

/// A look-ahead over a ``ByteSource``.
///
/// Invariant that makes the raw pointers safe: `0 <= start <= end <= capacity`, and `storage` has `capacity` bytes for
/// the buffer's life, of which `start ..< end` are initialised.
final class SourceBuffer {
    /// As much as a pipe holds four times over; larger reads gain nothing.
    static let capacity = 256 * 1024

    let source: any ByteSource
    private let storage = UnsafeMutableRawPointer.allocate(byteCount: SourceBuffer.capacity, alignment: 64)
    private var start = 0
    private var end = 0
    // A terminal goes on after its end of file; an input does not.
    private var hasEnded = false
    /// Bytes taken from the source so far.
    private(set) var bytesRead = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    deinit {
        storage.deallocate()
    }

    /// The bytes at hand. Valid until the next call.
    var available: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: storage + start, count: end - start)
    }

    /// Bytes handed on so far.
    var bytesConsumed: Int { bytesRead - (end - start) }

    /// Takes the first `count` of the available bytes away.
    func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start)
        start += count
    }

    /// Reads until at least `count` (at most `capacity`) bytes are at hand.
    /// - Returns: whether they are; otherwise the source has ended.
    func fill(atLeast count: Int) throws(ReadError) -> Bool {
        if end - start >= count { return true }
        if start > 0 {
            storage.copyMemory(from: storage + start, byteCount: end - start)
            end -= start
            start = 0
        }
        while end < count {
            if hasEnded { return false }
            let room = UnsafeMutableRawBufferPointer(start: storage + end, count: Self.capacity - end)
            let read = try source.read(into: room)
            hasEnded = read == 0
            end += read
            bytesRead += read
        }
        return true
    }

    /// Copies what is at hand to `buffer`, or reads straight into it when nothing is.
    /// - Returns: how many bytes; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
        if start < end {
            let count = min(buffer.count, end - start)
            buffer.baseAddress?.copyMemory(from: storage + start, byteCount: count)
            start += count
            return count
        }
        if hasEnded { return 0 }
        let count = try source.read(into: buffer)
        hasEnded = count == 0
        bytesRead += count
        return count
    }
}
