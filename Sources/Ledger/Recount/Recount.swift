// Counts the records of an input once more, for `weir verify-counts`.
//
// Everything in this folder is written apart from the loader and shares no code with it, so that a fault there can't
// hide here. docs/record-grammar.md is what both sides keep to.

import RowModel

/// What an input holds, counted without the loader.
public struct Recount: Sendable, Hashable {
    /// Records, malformed and over-long ones included; the header is none.
    public var records: Int
    /// Lines of no bytes (CSV) or of nothing but white space (NDJSON).
    public var blankLines: Int
    /// CSV lines that start with the comment byte.
    public var commentLines: Int
    /// Length of the content after inflating and as UTF-8, a byte order mark included.
    public var decodedBytes: Int
    /// CRC-32 of the content after inflating and as UTF-8, a byte order mark included.
    public var crc32: UInt32
    /// Length of the file as it lies on the disk, all of it.
    public var fileBytes: Int
    /// Whether the records can't be told apart up to the end, as in JSON with an array that is never closed; then
    /// `records` are those in front of that place.
    public var isBroken: Bool

    public init(
        records: Int, blankLines: Int, commentLines: Int, decodedBytes: Int, crc32: UInt32, fileBytes: Int,
        isBroken: Bool = false
    ) {
        self.records = records
        self.blankLines = blankLines
        self.commentLines = commentLines
        self.decodedBytes = decodedBytes
        self.crc32 = crc32
        self.fileBytes = fileBytes
        self.isBroken = isBroken
    }
}

/// Counts the records of one file, in memory that does not grow with it.
///
/// Blocks until the whole file is read, so it is not for the cooperative thread pool. Reads and inflates on a thread of
/// its own, and counts on the caller's.
/// - Parameters:
///   - path: a regular file.
///   - compression: how it is packed. `.auto` goes by the first bytes, and refuses a file called `.gz` or `.zst`
///     without those of gzip or zstd.
///   - encoding: of the content.
///   - format: what the content holds.
///   - part: what of the file is counted; nil for all of it.
/// - Throws: if the file can't be read to its end, or is not whole and sound gzip or zstd: every member's CRC-32 and length are
///   checked, and bytes behind the last member are an error.
public func recount(
    path: String, compression: Compression, encoding: TextEncoding = .utf8, format: RecordFormat, part: InputPart? = nil
) throws(RecountError) -> Recount {
    try recount(path: path, compression: compression, encoding: encoding, format: format, part: part, goesOn: { true })
}

/// A fault that another library finds in gzip data is one only if zlib finds it too, and is told as zlib sees it. The
/// others go by what is fast, also in what they call truncated and what corrupt.
/// - Parameter goesOn: asked for every piece; false ends the recount, which is then of what was read till then.
func recount(
    path: String, compression: Compression, encoding: TextEncoding, format: RecordFormat, part: InputPart? = nil,
    goesOn: () -> Bool
) throws(RecountError) -> Recount {
    func counted(by library: DeflateLibrary) throws(RecountError) -> Recount {
        try recount(
            path: path, compression: compression, encoding: encoding, format: format, part: part, by: library, goesOn: goesOn)
    }
    guard ContentTranscoder.knows(encoding) else { throw .unknownEncoding(path: path, encoding: encoding) }
    do throws(RecountError) {
        return try counted(by: .preferred)
    } catch {
        guard DeflateLibrary.preferred != .zlib, error.isFaultInGzip else { throw error }
        return try counted(by: .zlib)
    }
}

private func recount(
    path: String, compression: Compression, encoding: TextEncoding, format: RecordFormat, part: InputPart?,
    by library: DeflateLibrary, goesOn: () -> Bool
) throws(RecountError) -> Recount {
    let file = try RecountedFile(path: path)
    let packing = try file.packing(compression)
    if let part { try file.seek(to: part.start.file) }
    let pieces: any ContentPieces =
        switch packing {
        case .plain: PlainPieces(file)
        case .gzip: GzipPieces(file, inflater: library.makeInflater())
        case .zstd: try ZstdReading.pieces(of: file)
        }
    if let part { return try recount(part, of: file, pieces, format, isPacked: packing != .plain, goesOn: goesOn) }
    var stream = StreamRecount(format, encoding: encoding)
    try PieceRing.forEach(of: pieces) { (content, trailer) throws(RecountError) in
        stream.add(content)
        if let trailer { try trailer.check(stream.endPart(), path: path) }
        return goesOn()
    }
    return stream.finish(fileBytes: file.offset)
}
