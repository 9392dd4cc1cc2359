// Decoded bytes that a block held beyond the next one's size. Used by InputReader.

/// What is left of a block that one long record has blown up, or that rows have filled before its bytes were used: the next
/// blocks are filled from here, each with as much as it wants, before anything new is read.
///
/// Cost: such a remainder is copied in once, however many blocks it is handed on in. Bounded by the longest block.
struct Overhang {
    private var bytes: [UInt8] = []
    /// Bytes handed out.
    private var offset = 0
    /// Memory that is kept for the next remainder.
    private let keptCapacity: Int

    init(keptCapacity: Int) {
        self.keptCapacity = keptCapacity
    }

    var isEmpty: Bool { offset == bytes.count }

    /// Keeps a remainder. Only while it is empty.
    mutating func put(_ remainder: UnsafeRawBufferPointer) {
        precondition(isEmpty)
        clear()
        bytes.append(contentsOf: remainder)
    }

    /// Puts bytes in front of the next ones. Only while none of those handed out can be given back.
    mutating func prepend(_ front: UnsafeRawBufferPointer) {
        bytes.replaceSubrange(..<offset, with: front)
        offset = 0
    }

    /// Copies the next bytes to the start of `buffer`.
    /// - Returns: how many.
    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - offset)
        guard count > 0 else { return 0 }
        buffer.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        if isEmpty { clear() }
        return count
    }

    /// Goes back over the last `count` bytes handed out. Only while it is not empty.
    mutating func giveBack(_ count: Int) {
        precondition(!isEmpty && count <= offset)
        offset -= count
    }

    private mutating func clear() {
        offset = 0
        bytes.removeAll(keepingCapacity: bytes.capacity <= keptCapacity)
    }
}
