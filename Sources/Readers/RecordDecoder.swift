// The seam between bytes and rows: what the decoders of all formats have in common.

import RowModel

/// Decodes a block of decoded input bytes into the rows of a batch. A pure state machine: it knows no file, no clock
/// and no task, and may be stopped at any record.
public protocol RecordDecoder {
    /// Decodes the complete records in `batch.arena[0 ..< blockEnd]`, appending rows, rejects, and counts of blank and
    /// comment lines to the batch, until the block is used up, the batch is full (`rowCapacity` rows or
    /// ``RecordDecoding/rejectCapacity`` rejects) or only an incomplete record is left.
    ///
    /// Sets `batch.recordBase` and each row's origin. On entry the batch has no rows, and `batch.arenaCount == blockEnd`,
    /// so that texts which differ from the input can be appended behind the block.
    /// - Parameters:
    ///   - blockEnd: end of the bytes to decode.
    ///   - isFinal: whether the input ends at `blockEnd`: then an incomplete record is the last one.
    /// - Returns: bytes consumed: the start of the first record that is not in the batch; where there is neither row nor
    ///   reject also a place within a line or record that is being passed over, so that a batch that is sent on always
    ///   ends where a record ends. 0 with no row and no reject means that the block must be longer (never returned once
    ///   the block is longer than the plan's `maxRecordBytes`, a CR LF and ``heldBackBytes``).
    /// - Throws: ``DecodeError`` for what fails the whole input (a wrong header, a ragged record under `ragged: fail`,
    ///   JSON whose next element can't be found).
    mutating func decode(_ batch: RowBatch, blockEnd: Int, isFinal: Bool) throws -> Int

    /// Records met so far: decoded ones and rejects.
    var records: Int { get }

    /// Most bytes that may have to stand in a block behind a record before it is decoded.
    var heldBackBytes: Int { get }

    /// Columns that the input lacks, as far as it has been decoded.
    var missingColumns: [String] { get }

    /// Asked once all bytes are used and the input has no more.
    /// - Throws: ``DecodeError`` if the input must not end there.
    func checkEnd() throws

    /// Every record but the last of an input ends with one of these bytes.
    var lastBytes: [UInt8] { get }

    /// Whether what comes first in an input is needed to read the rest of it.
    var hasHeader: Bool { get }

    /// Goes on as if `records` records had been met. The next block starts where a record starts; the header, if
    /// there is one, has been read.
    mutating func goOn(afterRecord records: Int)
}

extension RecordDecoder {
    public var heldBackBytes: Int { 0 }
    public var missingColumns: [String] { [] }
    public func checkEnd() throws {}
    public var lastBytes: [UInt8] { [UInt8(ascii: "\n")] }
    public var hasHeader: Bool { false }
}

public enum RecordDecoding {
    /// Most rejects in one batch, so that an input that is nothing but dirt can't fill memory.
    public static let rejectCapacity = 1024
    /// Most keys of one JSON object that `extra_columns: capture` takes. Each costs some 200 bytes beside its text while
    /// the record is decoded, so that one of keys alone would take many times its own length.
    public static let extraKeyCapacity = 32_768
    /// Bytes kept of a record that is longer than `max_record`.
    public static let oversizedExcerptBytes = 64 * 1024
}
