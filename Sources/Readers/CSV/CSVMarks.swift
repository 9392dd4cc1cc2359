// Delimiters of several bytes and custom record terminators. Off the hot loop, which knows single bytes only.

import RowModel

/// What parts fields and records where that is not a byte and a line end.
struct CSVMarks {
    enum Kind {
        case none, delimiter, recordEnd
        /// The bytes end before it is known.
        case undecided
    }

    struct Mark {
        var kind: Kind
        var length: Int
    }

    /// A field, as far as its record's next mark.
    struct Field {
        var value: Range<Int>
        var isQuoted = false
        /// Whether escapes in it have to be resolved.
        var isEscaped = false
        var fault = RecordFault.Kind.none
        /// What follows it; at the end of the input a mark of no bytes.
        var mark = Mark(kind: .recordEnd, length: 0)
        /// Where that stands.
        var end: Int { value.upperBound }
        /// Where the text ends: in front of a closing quote.
        var textEnd: Int
    }

    let quote: UInt8?
    let escape: UInt8
    private let delimiter: [UInt8]
    private let terminator: [UInt8]?
    /// The bytes that a mark may begin with.
    private let firstBytes: (UInt8, UInt8, UInt8)

    /// nil for a dialect that the hot loop reads.
    init?(_ dialect: CSVDialect) {
        guard dialect.longDelimiter != nil || dialect.terminator != nil else { return nil }
        delimiter = dialect.longDelimiter ?? [dialect.delimiter]
        terminator = dialect.terminator
        firstBytes = (delimiter.first ?? 0, terminator?.first ?? 0x0A, terminator?.first ?? 0x0D)
        quote = dialect.quote
        escape = dialect.escape
    }

    /// Most bytes that have to be seen to know a mark.
    var longest: Int { max(2, delimiter.count, terminator?.count ?? 0) }

    func mark(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, isFinal: Bool) -> Mark {
        let byte = bytes[position]
        guard byte == firstBytes.0 || byte == firstBytes.1 || byte == firstBytes.2 else {
            return Mark(kind: .none, length: 0)
        }
        switch Self.match(delimiter, bytes, at: position) {
        case .whole: return Mark(kind: .delimiter, length: delimiter.count)
        case .begun where !isFinal: return Mark(kind: .undecided, length: 0)
        case .begun, .not: return recordEnd(bytes, at: position, isFinal: isFinal)
        }
    }

    func recordEnd(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, isFinal: Bool) -> Mark {
        if let terminator {
            switch Self.match(terminator, bytes, at: position) {
            case .whole: return Mark(kind: .recordEnd, length: terminator.count)
            case .begun: return Mark(kind: isFinal ? .none : .undecided, length: 0)
            case .not: return Mark(kind: .none, length: 0)
            }
        }
        switch bytes[position] {
        case 0x0A: return Mark(kind: .recordEnd, length: 1)
        case 0x0D where position + 1 < bytes.count:
            return Mark(kind: .recordEnd, length: bytes[position + 1] == 0x0A ? 2 : 1)
        case 0x0D: return isFinal ? Mark(kind: .recordEnd, length: 1) : Mark(kind: .undecided, length: 0)
        default: return Mark(kind: .none, length: 0)
        }
    }

    /// The end of the record or comment that `start` is in, whatever quotes there are; nil if the bytes end first.
    func nextRecordEnd(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFinal: Bool
    ) -> (position: Int, length: Int)? {
        var position = start
        while position < bytes.count {
            let mark = recordEnd(bytes, at: position, isFinal: isFinal)
            if mark.kind == .recordEnd { return (position, mark.length) }
            if mark.kind == .undecided { return nil }
            position += 1
        }
        return isFinal ? (position, 0) : nil
    }

    /// The field that starts at `start`; nil if the bytes end first. The grammar is the one in CSVDecoder.swift.
    func field(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFinal: Bool) -> Field? {
        var field = Field(value: start..<start, textEnd: start)
        var position = start
        var textStart = start
        if let quote, position < bytes.count, bytes[position] == quote {
            field.isQuoted = true
            textStart = start + 1
            guard let closing = closingQuote(bytes, from: textStart, quote: quote, isFinal: isFinal, field: &field) else {
                return nil
            }
            field.textEnd = closing
            if field.fault == .unclosedQuote {
                field.value = textStart..<closing
                return field
            }
            position = closing + 1
        }
        while position < bytes.count {
            let mark = mark(bytes, at: position, isFinal: isFinal)
            if mark.kind == .undecided { return nil }
            if mark.kind != .none {
                field.mark = mark
                break
            }
            if field.isQuoted {
                field.fault = .textBehindQuote
            } else if bytes[position] == quote {
                field.fault = .bareQuote
            }
            position += 1
        }
        if position == bytes.count, !isFinal { return nil }
        if !field.isQuoted { field.textEnd = position }
        field.value = textStart..<position
        return field
    }

    /// The quote that closes a field, or the end of the input; nil if more bytes are needed.
    private func closingQuote(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, quote: UInt8, isFinal: Bool, field: inout Field
    ) -> Int? {
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote || byte == escape {
                if position + 1 == bytes.count, !isFinal { return nil }
                if byte == escape, position + 1 < bytes.count, bytes[position + 1] == quote || bytes[position + 1] == escape {
                    field.isEscaped = true
                    position += 2
                    continue
                }
                if byte == quote { return position }
            }
            position += 1
        }
        guard isFinal else { return nil }
        field.fault = .unclosedQuote
        return position
    }

    private enum Match {
        case whole, begun, not
    }

    private static func match(_ mark: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Match {
        let count = min(mark.count, bytes.count - position)
        for index in 0..<count where mark[index] != bytes[position + index] { return .not }
        return count == mark.count ? .whole : .begun
    }
}
