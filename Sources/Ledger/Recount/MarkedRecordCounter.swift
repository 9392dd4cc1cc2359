// Counts CSV records whose fields or records are parted by more than a byte.

import RowModel

/// Counts the records of a CSV with a delimiter of several bytes, or a record terminator of its own, that arrives in
/// pieces: docs/record-grammar.md, a byte at a time, with as many bytes in view as the longest mark has.
///
/// Cost: a copy of each piece and a comparison or two a byte.
struct MarkedRecordCounter {
    private enum Place {
        case lineStart, fieldStart, unquoted, quoted, escaped, closingQuote, comment
    }

    private let dialect: CSVDialect
    private let delimiter: [UInt8]
    private let terminator: [UInt8]?
    /// What may be the beginning of a mark and waits for the rest of it.
    private var waiting: [UInt8] = []
    private var place = Place.lineStart
    private var counts = RecordCounts()
    /// Whether an LF that comes next belongs to what was skipped.
    private var passesLineFeed = false

    /// nil for a dialect whose marks are single bytes.
    init?(_ dialect: CSVDialect) {
        guard dialect.longDelimiter != nil || dialect.terminator != nil else { return nil }
        self.dialect = dialect
        delimiter = dialect.longDelimiter ?? [dialect.delimiter]
        terminator = dialect.terminator
    }

    /// Says that a CR has ended the last of the lines to skip.
    mutating func passLineFeed() {
        passesLineFeed = true
    }

    mutating func add(_ content: UnsafeRawBufferPointer) {
        guard let first = content.first else { return }
        let isPassed = passesLineFeed && first == UInt8(ascii: "\n")
        passesLineFeed = false
        waiting.append(contentsOf: content.dropFirst(isPassed ? 1 : 0))
        let view = max(2, delimiter.count, terminator?.count ?? 0)
        let used = walk(waiting, upTo: waiting.count - view + 1)
        waiting.removeFirst(used)
    }

    /// The counts if the input ends here.
    func finish() -> RecordCounts {
        var end = self
        _ = end.walk(waiting, upTo: waiting.count)
        switch end.place {
        case .lineStart: break
        case .comment: end.counts.commentLines += 1
        default: end.counts.records += 1
        }
        return end.counts
    }

    /// - Parameter limit: no step begins there or behind it.
    /// - Returns: the bytes used.
    private mutating func walk(_ bytes: [UInt8], upTo limit: Int) -> Int {
        var position = 0
        while position < limit { position += step(bytes, position) }
        return position
    }

    /// - Returns: the bytes used; none where only the place becomes another.
    private mutating func step(_ bytes: [UInt8], _ position: Int) -> Int {
        let byte = bytes[position]
        switch place {
        case .lineStart:
            let end = recordEnd(bytes, position)
            if end > 0 { counts.blankLines += 1 } else { place = byte == dialect.comment ? .comment : .fieldStart }
            return end
        case .fieldStart:
            place = byte == dialect.quote ? .quoted : .unquoted
            return place == .quoted ? 1 : 0
        case .unquoted:
            if byte == delimiter.first, bytes[position...].starts(with: delimiter) {
                place = .fieldStart
                return delimiter.count
            }
            let end = recordEnd(bytes, position)
            if end > 0 {
                counts.records += 1
                place = .lineStart
            }
            return max(end, 1)
        case .quoted:
            if byte == dialect.quote { place = .closingQuote } else if byte == dialect.escape { place = .escaped }
            return 1
        case .escaped:
            place = .quoted
            return 1
        case .closingQuote:
            let isDoubled = byte == dialect.quote && byte == dialect.escape
            place = isDoubled ? .quoted : .unquoted
            return isDoubled ? 1 : 0
        case .comment:
            let end = recordEnd(bytes, position)
            if end > 0 {
                counts.commentLines += 1
                place = .lineStart
            }
            return max(end, 1)
        }
    }

    /// The length of what ends a record here; 0 if nothing does.
    private func recordEnd(_ bytes: [UInt8], _ position: Int) -> Int {
        if let terminator {
            let isEnd = bytes[position] == terminator.first && bytes[position...].starts(with: terminator)
            return isEnd ? terminator.count : 0
        }
        if bytes[position] == UInt8(ascii: "\n") { return 1 }
        guard bytes[position] == UInt8(ascii: "\r") else { return 0 }
        return position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\n") ? 2 : 1
    }
}
