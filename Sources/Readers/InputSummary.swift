// What InputReader found, in numbers. Kept by the ledger.

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
    /// Columns that its header lacks, under `missing_columns: null`.
    public var missingColumns: [String] = []

    public init() {}
}
