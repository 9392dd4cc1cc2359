// A place in an input to go on from.

import RowModel

/// Where an earlier reading of the same input stood when its rows were committed: always behind a whole record.
public struct InputCheckpoint: Sendable, Equatable {
    public var records: Int
    public var blankLines: Int
    public var commentLines: Int
    /// Offset in the decoded bytes.
    public var decodedBytes: Int
    /// How far the earlier reading had come, at least to that offset; nil if that is not known.
    public var readMark: ReadMark?

    public init(records: Int, blankLines: Int, commentLines: Int, decodedBytes: Int, readMark: ReadMark? = nil) {
        self.records = records
        self.blankLines = blankLines
        self.commentLines = commentLines
        self.decodedBytes = decodedBytes
        self.readMark = readMark
    }
}
