// The seam between what an input is packed in and what it holds.

/// What is inside a packed input, read once from start to end.
protocol PackedContent: AnyObject {
    /// Unpacks at least one byte to the start of `buffer`, whose count is not 0.
    /// - Returns: how many; 0 only at the end of an input that was whole.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int
}
