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
    private let marks: CSVMarks?
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
        marks = CSVMarks(dialect)
    }

    /// Takes the record's next bytes.
    /// - Returns: how many were used, the line end included, and whether the record is complete.
    mutating func feed(
        _ bytes: UnsafePointer<UInt8>, count: Int, isFinal: Bool
    ) -> (used: Int, isComplete: Bool) {
        if let marks {
            return feed(UnsafeBufferPointer(start: bytes, count: count), marks: marks, isFinal: isFinal)
        }
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
        keep(UnsafeBufferPointer(start: bytes, count: end ?? count))
        guard let end else { return (count, isFinal) }
        guard bytes[end] == 0x0D else { return (end + 1, true) }
        // A CR as the last byte may be half a line end.
        if end + 1 == count, !isFinal { return (end, false) }
        return (end + 1 < count && bytes[end + 1] == 0x0A ? end + 2 : end + 1, true)
    }

    /// Counts bytes as the record's, and keeps the first ones.
    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        let room = RecordDecoding.oversizedExcerptBytes - excerpt.count
        if room > 0 { excerpt.append(contentsOf: bytes.prefix(room)) }
        rawLength += bytes.count
    }

    /// As ``feed(_:count:isFinal:)``, byte by byte, for a dialect with marks of several bytes.
    private mutating func feed(
        _ bytes: UnsafeBufferPointer<UInt8>, marks: CSVMarks, isFinal: Bool
    ) -> (used: Int, isComplete: Bool) {
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            let isDoubled = state == .closing && byte == quote && escape == quote
            let isQuoting = state == .quoted || state == .escaped || isDoubled
            guard !isQuoting, !(state == .fieldStart && byte == quote) else {
                _ = step(byte, at: rawLength + offset)
                offset += 1
                continue
            }
            let mark = marks.mark(bytes, at: offset, isFinal: isFinal)
            switch mark.kind {
            case .recordEnd:
                keep(UnsafeBufferPointer(rebasing: bytes[..<offset]))
                return (offset + mark.length, true)
            case .undecided:
                keep(UnsafeBufferPointer(rebasing: bytes[..<offset]))
                return (offset, false)
            case .delimiter:
                state = .fieldStart
                offset += mark.length
            case .none:
                state = .unquoted
                offset += 1
            }
        }
        keep(bytes)
        return (bytes.count, isFinal)
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
