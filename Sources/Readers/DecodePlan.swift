// What a reader is told: resolved once per pipeline, constant for every input.

import RowModel

/// How to turn the decoded bytes of an input into rows.
public struct DecodePlan: Sendable {
    public var format: RecordFormat
    public var compression: Compression
    /// Of the content; what is decoded is UTF-8.
    public var encoding: TextEncoding
    public var columns: [SourceColumn]
    public var extraColumns: ExtraColumns
    public var missingColumns: MissingColumns
    /// Longest raw record in bytes; a longer one is one reject, and the reader goes on behind it. At most
    /// ``largestRecordBytes``.
    public var maxRecordBytes: Int
    /// Most decoded bytes of one input; a longer one fails. nil for no limit.
    public var maxInputBytes: Int?

    /// A record has to fit a batch, whose offsets have 32 bits.
    public static let largestRecordBytes = 1 << 30

    public init(
        format: RecordFormat, compression: Compression, encoding: TextEncoding = .utf8, columns: [SourceColumn],
        extraColumns: ExtraColumns, missingColumns: MissingColumns = .fail, maxRecordBytes: Int,
        maxInputBytes: Int? = nil
    ) {
        self.format = format
        self.compression = compression
        self.encoding = encoding
        self.columns = columns
        self.extraColumns = extraColumns
        self.missingColumns = missingColumns
        self.maxInputBytes = maxInputBytes
        self.maxRecordBytes = min(maxRecordBytes, Self.largestRecordBytes)
    }
}
