// What the reader knows of an input once it has read it to its end.

/// The reader's own count of an input, to be compared with what reached the sink.
public struct InputEnd: Sendable, Equatable {
    public var records: Int
    public var blankLines: Int
    public var commentLines: Int
    /// Length and CRC-32 of the decoded bytes.
    public var decodedBytes: Int
    public var crc32: UInt32
    /// Bytes read of the input itself; nil where that is known already.
    public var fileBytes: Int?

    public init(
        records: Int, blankLines: Int, commentLines: Int, decodedBytes: Int, crc32: UInt32, fileBytes: Int? = nil
    ) {
        self.records = records
        self.blankLines = blankLines
        self.commentLines = commentLines
        self.decodedBytes = decodedBytes
        self.crc32 = crc32
        self.fileBytes = fileBytes
    }
}
