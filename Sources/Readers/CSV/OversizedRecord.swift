// Gets past a record that is longer than max_record without keeping it. Used by CSVDecoder.

import CByteScan
import RowModel

/// A record that is being passed over block by block: it keeps its first bytes, its length and the state of its quotes.
///
/// The grammar is the one in CSVDecoder.swift. Cost: flat memory; one step per 64 bytes where they hold nothing special.
struct OversizedRecord {
    private enum State {
        case fieldStart, unquoted, quoted
        /// Behind an escape byte that is not the quote.
        case escaped
        /// Behind a quote in a quoted field.
        case closing
    }

    private let record: Int
    private let byteOffset: Int
    private let delimiter: UInt8
    private let quote: UInt8?
    private let escape: UInt8
    private var state = State.fieldStart
    private var rawLength = 0
    private var excerpt: [UInt8] = []
    /// Of the last quoted field: the offset of its quote in the record, and the lines since.
    private var openingQuote = 0
    private var lines = LineEndCounter()

    /// - Parameters:
    ///   - record: its number.
    ///   - byteOffset: where it starts in the decoded input.
    init(record: Int, byteOffset: Int, dialect: CSVDialect) {
        self.record = record
        self.byteOffset = byteOffset
        delimiter = dialect.delimiter
        quote = dialect.quote
        escape = dialect.escape
    }

    /// Takes the record's next bytes.
    /// - Returns: how many were used, the line end included, and whether the record is complete.
    mutating func feed(
        _ bytes: UnsafePointer<UInt8>, count: Int, isFinal: Bool
    ) -> (used: Int, isComplete: Bool) {
        var offset = 0
        var end: Int?
        scan: while offset < count {
            if count - offset >= 64, leap(bytes + offset) {
                offset += 64
                continue
            }
            // Byte by byte up to the next 64.
            let stop = min(count, offset + 64)
            while offset < stop {
                if step(bytes[offset], at: rawLength + offset) {
                    end = offset
                    break scan
                }
                offset += 1
            }
        }
        let kept = end ?? count
        if excerpt.count < RecordDecoding.oversizedExcerptBytes {
            let room = RecordDecoding.oversizedExcerptBytes - excerpt.count
            excerpt.append(contentsOf: UnsafeBufferPointer(start: bytes, count: min(kept, room)))
        }
        rawLength += kept
        guard let end else { return (count, isFinal) }
        guard bytes[end] == 0x0D else { return (end + 1, true) }
        // A CR as the last byte may be half a line end.
        if end + 1 == count, !isFinal { return (end, false) }
        return (end + 1 < count && bytes[end + 1] == 0x0A ? end + 2 : end + 1, true)
    }

    /// The reject that stands for the record; its raw bytes are appended to the batch.
    func reject(in batch: RowBatch, limit: Int) -> Reject {
        let start = excerpt.withUnsafeBytes { batch.append($0) }
        let isUnclosed = state == .quoted || state == .escaped
        return Reject(
            record: record, byteOffset: byteOffset,
            reason: isUnclosed
                ? RejectReason.unclosedQuote(byteOffset: byteOffset + openingQuote, lines: lines.lines)
                : RejectReason.oversized(length: rawLength, limit: limit),
            raw: start..<start + excerpt.count, rawLength: rawLength)
    }

    /// Passes over 64 bytes if none of them changes the state.
    private mutating func leap(_ bytes: UnsafePointer<UInt8>) -> Bool {
        switch state {
        case .quoted:
            guard let quote, weir_match1(bytes, quote) | weir_match1(bytes, escape) == 0 else { return false }
            lines.add64(bytes)
            return true
        case .unquoted:
            return weir_scan4(bytes, delimiter, 0x0A, 0x0D, delimiter).matches == 0
        case .fieldStart, .escaped, .closing:
            return false
        }
    }

    /// - Returns: whether `byte`, at `offset` of the record, ends it.
    private mutating func step(_ byte: UInt8, at offset: Int) -> Bool {
        switch state {
        case .quoted:
            if byte == escape, escape != quote {
                state = .escaped
            } else if byte == quote {
                state = .closing
            }
            lines.add(byte)
        case .escaped:
            state = .quoted
            lines.add(byte)
        case .closing where byte == quote && escape == quote:
            state = .quoted
            lines.add(byte)
        case .fieldStart where byte == quote:
            state = .quoted
            openingQuote = offset
            lines = LineEndCounter()
        case .fieldStart, .unquoted, .closing:
            if byte == 0x0A || byte == 0x0D { return true }
            state = byte == delimiter ? .fieldStart : .unquoted
        }
        return false
    }
}
