// A place in an input to go on from.

/// Where an earlier reading of the same input stood when its rows were committed: always behind a whole record.
public struct InputCheckpoint: Sendable, Equatable {
    public var records: Int
    public var blankLines: Int
    public var commentLines: Int
    /// Offset in the decoded bytes.
    public var decodedBytes: Int

    public init(records: Int, blankLines: Int, commentLines: Int, decodedBytes: Int) {
        self.records = records
        self.blankLines = blankLines
        self.commentLines = commentLines
        self.decodedBytes = decodedBytes
    }
}
