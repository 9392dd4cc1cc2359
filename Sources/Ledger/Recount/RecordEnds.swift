// Where CSV records end, by leaps from one byte that matters to the next.

import Foundation
import RowModel

/// Finds the ends of records that are spelled as most are: by LF or CRLF, with fields quoted or not. What is rare
/// (blank lines, comments, lone CRs, an escape other than the quote, the record a content is cut in) is left to the
/// table of `CSVRecordCounter`.
///
/// What lies between an LF, a CR and a quote can't change where a record ends (docs/record-grammar.md), and memchr
/// passes over it ten times as fast as a table that is asked for every byte.
///
/// Cost: each of the three searches looks at a byte once, because none is asked for a place before one that it was
/// asked for already: a search goes no further than into the record it is made for.
struct RecordEnds {
    private let content: UnsafeRawBufferPointer
    private let delimiter: UInt8
    private let comment: UInt8?
    /// Whether all that a quote inside quotes can do is to close them or to double itself.
    private let doublesQuotes: Bool
    private var lineFeed = NextByte(UInt8(ascii: "\n"))
    private var carriageReturn = NextByte(UInt8(ascii: "\r"))
    private var quote: NextByte?

    init(in content: UnsafeRawBufferPointer, _ dialect: CSVDialect) {
        self.content = content
        delimiter = dialect.delimiter
        comment = dialect.comment
        doublesQuotes = dialect.escape == dialect.quote
        quote = dialect.quote.map(NextByte.init)
    }

    /// Counts records from `position`, the start of a line, and moves it to the first line that is left to the table.
    mutating func count(from position: inout Int) -> Int {
        var records = 0
        while position < content.count, content[position] != comment, let next = next(behind: position) {
            records += 1
            position = next
        }
        return records
    }

    /// The start of the line behind the record that starts at `start`.
    private mutating func next(behind start: Int) -> Int? {
        // Everything from here on is outside quotes, up to the next one that opens them.
        var outside = start
        while true {
            let end = lineFeed.position(in: content, from: outside)
            let firstReturn = carriageReturn.position(in: content, from: outside)
            if let mark = quote?.position(in: content, from: outside), mark < min(end, firstReturn) {
                guard let place = outsideAgain(behind: mark, recordStart: start) else { return nil }
                outside = place
                continue
            }
            let textEnd = firstReturn == end - 1 ? firstReturn : end
            return end < content.count && firstReturn >= textEnd && textEnd > start ? end + 1 : nil
        }
    }

    /// The first place behind the quote at `mark`, and behind what it quotes, that is outside quotes; nil if that can't
    /// be told in this content.
    private mutating func outsideAgain(behind mark: Int, recordStart: Int) -> Int? {
        let opens = mark == recordStart || content[mark - 1] == delimiter
        return opens ? behindQuotes(openedAt: mark) : mark + 1
    }

    private mutating func behindQuotes(openedAt opening: Int) -> Int? {
        guard doublesQuotes else { return nil }
        var inside = opening + 1
        while let mark = quote?.position(in: content, from: inside), mark + 1 < content.count {
            if content[mark + 1] != content[mark] { return mark + 1 }
            inside = mark + 2
        }
        return nil
    }
}

/// Where a byte occurs next; looks again only when the place it remembers is passed.
private struct NextByte {
    private let byte: UInt8
    private var found = -1

    init(_ byte: UInt8) {
        self.byte = byte
    }

    /// The first place at or behind `start`, which must not be before that of an earlier call; the content's end if
    /// there is none.
    mutating func position(in content: UnsafeRawBufferPointer, from start: Int) -> Int {
        if found < start {
            let bytes = content.baseAddress!
            let match = memchr(bytes + start, CInt(byte), content.count - start)
            found = match.map { UnsafeRawPointer($0) - bytes } ?? content.count
        }
        return found
    }
}
