// What InputReader found, in numbers. Kept by the ledger.

import RowModel

/// What was read of an input, for the ledger.
public struct InputSummary: Sendable, Equatable {
    /// Records met: rows and rejects.
    public var records = 0
    public var blankLines = 0
    public var commentLines = 0
    /// What was read of it; nil for all of it.
    public var part: InputPart?
    /// Length in bytes and CRC-32 of the decoded bytes that were read.
    public var decodedBytes = 0
    public var crc32: UInt32 = 0
    /// Bytes read of the file itself.
    public var fileBytes = 0
    /// Columns that its header lacks, under `missing_columns: null`.
    public var missingColumns: [String] = []

    /// Where what was read begins in the decoded bytes of the whole input.
    public var startOffset: Int { part?.start.decoded ?? 0 }

    public init() {}
}
