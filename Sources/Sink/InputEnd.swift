// What the reader knows of an input once it has read it to its end.

import Ledger

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

extension InputEnd {
    /// Where the rejects that are being settled are something else than what was read.
    /// - Parameter content: nil where it may be another.
    func imbalances(withSettled settled: Int, _ content: Recount?) -> [Imbalance] {
        var pairs = [("records", records, settled)]
        if let content {
            pairs += [
                ("records", records, content.records), ("blank lines", blankLines, content.blankLines),
                ("comment lines", commentLines, content.commentLines), ("bytes", decodedBytes, content.decodedBytes),
                ("CRC-32", Int(crc32), Int(content.crc32)),
            ]
        }
        return pairs.filter { $0.1 != $0.2 }.map {
            Imbalance(equation: "\($0.0) read = \($0.0) of the rejects that are settled", left: $0.1, right: $0.2)
        }
    }
}
