// The bytes of a gzip file, one by one where its form is read, and as they come where it is inflated.

/// A file and what of it has been read and not taken yet.
final class GzipBytes {
    let file: RecountedFile
    private let buffer: UnsafeMutableRawBufferPointer
    private var remaining = 0..<0

    init(_ file: RecountedFile, bufferBytes: Int) {
        self.file = file
        buffer = .allocate(byteCount: bufferBytes, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// How far into the file the bytes are taken.
    var offset: Int { file.offset - remaining.count }

    /// What can be taken without reading; valid until `fill`.
    var available: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[remaining]) }

    /// Sees to it that something is available.
    /// - Returns: false at the end of the file.
    func fill() throws(RecountError) -> Bool {
        if remaining.isEmpty { remaining = try 0..<file.read(into: buffer) }
        return !remaining.isEmpty
    }

    func take(_ count: Int) {
        remaining = remaining.lowerBound + count..<remaining.upperBound
    }

    /// The next byte; nil at the end of the file.
    func next() throws(RecountError) -> UInt8? {
        guard try fill() else { return nil }
        let byte = buffer[remaining.lowerBound]
        take(1)
        return byte
    }
}
