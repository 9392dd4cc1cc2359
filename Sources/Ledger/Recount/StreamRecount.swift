// Counts a content that arrives in pieces.

import RowModel

/// A recount of what passes by, for an input that can't be read a second time, and the inner part of
/// ``recount(path:compression:format:)``.
public struct StreamRecount {
    /// Of the parts that have ended.
    private var checksum = ContentChecksum()
    private var part = ContentChecksum()
    private var counter: RecordCounter
    /// nil where the content is UTF-8 and is counted as it is.
    private let transcoder: ContentTranscoder?
    /// Of what a transcoder has made of the content.
    private var text = ContentChecksum()

    public init(_ format: RecordFormat, encoding: TextEncoding = .utf8) {
        self.init(format, encoding: encoding, isAtStart: true)
    }

    init(_ format: RecordFormat, encoding: TextEncoding = .utf8, isAtStart: Bool) {
        counter = RecordCounter(format, isAtStart: isAtStart)
        transcoder = encoding == .utf8 ? nil : ContentTranscoder(encoding)
    }

    /// Takes the next bytes of the content, after inflating.
    public mutating func add(_ content: UnsafeRawBufferPointer) {
        part.add(content)
        guard let transcoder else { return counter.add(content) }
        transcoder.add(content) { count($0) }
    }

    private mutating func count(_ utf8: UnsafeRawBufferPointer) {
        text.add(utf8)
        counter.add(utf8)
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
        transcoder?.finish { count($0) }
        let content = transcoder == nil ? checksum : text
        let counts = counter.finish()
        return Recount(
            records: counts.records, blankLines: counts.blankLines, commentLines: counts.commentLines,
            decodedBytes: content.bytes, crc32: content.value, fileBytes: fileBytes,
            isBroken: counts.isBroken)
    }
}
