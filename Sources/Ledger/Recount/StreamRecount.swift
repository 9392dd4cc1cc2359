// Counts a content that arrives in pieces.

import RowModel

/// A recount of what passes by, for an input that can't be read a second time, and the inner part of
/// ``recount(path:compression:format:)``.
public struct StreamRecount {
    /// Of the parts that have ended.
    private var checksum = ContentChecksum()
    private var part = ContentChecksum()
    private var counter: RecordCounter

    public init(_ format: RecordFormat) {
        counter = RecordCounter(format)
    }

    /// Takes the next bytes of the content, after inflating.
    public mutating func add(_ content: UnsafeRawBufferPointer) {
        part.add(content)
        counter.add(content)
    }

    /// Ends a part that has a checksum of its own, such as a gzip member.
    /// - Returns: the checksum of what was added since the last one ended.
    @discardableResult
    mutating func endPart() -> ContentChecksum {
        defer { part = ContentChecksum() }
        checksum.append(part)
        return part
    }

    /// The counts at the end of the content.
    /// - Parameter fileBytes: length of what the content was packed in.
    public mutating func finish(fileBytes: Int = 0) -> Recount {
        endPart()
        let counts = counter.finish()
        return Recount(
            records: counts.records, blankLines: counts.blankLines, commentLines: counts.commentLines,
            decodedBytes: checksum.bytes, crc32: checksum.value, fileBytes: fileBytes,
            isBroken: counts.isBroken)
    }
}
