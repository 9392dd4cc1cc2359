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
    /// Length of the content after inflating, a byte order mark included.
    public var decodedBytes: Int
    /// CRC-32 of the content after inflating, a byte order mark included.
    public var crc32: UInt32
    /// Length of the file as it lies on the disk.
    public var fileBytes: Int

    public init(
        records: Int, blankLines: Int, commentLines: Int, decodedBytes: Int, crc32: UInt32, fileBytes: Int
    ) {
        self.records = records
        self.blankLines = blankLines
        self.commentLines = commentLines
        self.decodedBytes = decodedBytes
        self.crc32 = crc32
        self.fileBytes = fileBytes
    }
}

/// Counts the records of one file, in memory that does not grow with it.
///
/// Blocks until the whole file is read, so it is not for the cooperative thread pool.
/// - Parameters:
///   - path: a regular file.
///   - compression: how it is packed. `.auto` goes by the first two bytes, and refuses a file called `.gz` without
///     them.
///   - format: what the content holds.
/// - Throws: if the file can't be read to its end, or is not whole and sound gzip: every member's CRC-32 and length are
///   checked, and bytes behind the last member are an error.
public func recount(
    path: String, compression: Compression, format: RecordFormat
) throws(RecountError) -> Recount {
    let file = try RecountedFile(path: path)
    var stream = StreamRecount(format)
    if try file.isGzip(compression) {
        try inflateMembers(of: file) { stream.add($0) }
    } else {
        while let content = try file.next() { stream.add(content) }
    }
    return stream.finish(fileBytes: file.offset)
}
