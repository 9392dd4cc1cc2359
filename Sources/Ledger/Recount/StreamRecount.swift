// Counts a content that arrives in pieces.

import RowModel

/// A recount of what passes by, for an input that can't be read a second time, and the inner part of
/// ``recount(path:compression:format:)``.
public struct StreamRecount {
    private var checksum = ContentChecksum()
    private var counter: RecordCounter

    public init(_ format: RecordFormat) {
        counter = RecordCounter(format)
    }

    /// Takes the next bytes of the content, after inflating.
    public mutating func add(_ content: UnsafeRawBufferPointer) {
        checksum.add(content)
        counter.add(content)
    }

    /// The counts at the end of the content.
    /// - Parameter fileBytes: length of what the content was packed in.
    public mutating func finish(fileBytes: Int = 0) -> Recount {
        let counts = counter.finish()
        return Recount(
            records: counts.records, blankLines: counts.blankLines, commentLines: counts.commentLines,
            decodedBytes: checksum.bytes, crc32: checksum.value, fileBytes: fileBytes)
    }
}
