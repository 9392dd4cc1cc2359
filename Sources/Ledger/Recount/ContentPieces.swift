// What a file holds, piece by piece, whether or not it has to be inflated.

/// A content, read once from its start to its end.
protocol ContentPieces: AnyObject {
    /// Writes the next bytes to the start of `buffer`, which is not empty.
    /// - Returns: nil behind the last piece.
    func next(into buffer: UnsafeMutableRawBufferPointer) throws(RecountError) -> ContentPiece?
}

struct ContentPiece {
    /// Bytes in the buffer; 0 is no end.
    var count: Int
    /// What a gzip member that ends with this piece says of itself.
    var trailer: GzipTrailer?
}

/// The content of a file that is not packed.
final class PlainPieces: ContentPieces {
    private let file: RecountedFile

    init(_ file: RecountedFile) {
        self.file = file
    }

    func next(into buffer: UnsafeMutableRawBufferPointer) throws(RecountError) -> ContentPiece? {
        let count = try file.read(into: buffer)
        return count > 0 ? ContentPiece(count: count) : nil
    }
}
