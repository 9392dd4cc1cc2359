// Where the bytes of an input come from. The seam for tests, child processes and whatever else can be read.

/// A stream of bytes, read once from start to end. Reads block.
public protocol ByteSource: AnyObject {
    /// Reads at least one and at most `buffer.count` (> 0) bytes to the start of `buffer`.
    /// - Returns: how many; 0 only at the end.
    /// - Throws: ``ReadError`` when the bytes can't be had.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int
}
