// One input: file → inflate → decode → batches.

import RowModel

/// What was read of an input, for the ledger.
public struct InputSummary: Sendable, Equatable {
    /// Records met: rows and rejects.
    public var records = 0
    public var blankLines = 0
    public var commentLines = 0
    /// Length in bytes and CRC-32 of the decoded bytes.
    public var decodedBytes = 0
    public var crc32: UInt32 = 0
    /// Bytes read of the file itself.
    public var fileBytes = 0

    public init() {}
}

/// Reads one input from start to end as batches. Blocking: run it where blocking is allowed.
public final class InputReader {
    public private(set) var summary = InputSummary()

    /// Opens the file and looks at its first bytes.
    /// - Throws: ``ReadError`` when it is missing, unreadable, a folder, or not what `compression` says.
    public init(path: String, inputIndex: Int, plan: DecodePlan, pool: BatchPool) throws(ReadError) {
        throw .unfinished
    }

    /// The next batch, taken from the pool, with `inputIndex`, `streamOffset`, `recordBase`, rows, rejects and
    /// `tallies[0]` (decode) set; nil at the end of the input, once `summary` is complete.
    /// - Throws: ``ReadError`` for a truncated or corrupt input, at the place where it is noticed.
    public func next() throws(ReadError) -> RowBatch? {
        nil
    }
}
