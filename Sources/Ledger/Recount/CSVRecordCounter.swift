// Counts CSV records by a table of the grammar.

import RowModel

/// Counts the records of a CSV that arrives in pieces.
///
/// Cost: memchr for records of the usual spelling (`RecordEnds`), for others one look-up a byte in a table of 6.5 KiB;
/// no allocation.
struct CSVRecordCounter {
    /// By place and byte: where the place's row of 256 entries starts, for each byte that may come.
    private let rowAfter: [UInt16]
    private let dialect: CSVDialect
    private var progress: Progress
    private var footer: FooterLines<Progress>

    /// Where the counter stands.
    private struct Progress {
        var linesToSkip: LinesToSkip
        var place = CSVPlace.lineStart
        var counts = RecordCounts()
        /// Counts in the place of the other two, where marks have several bytes.
        var marked: MarkedRecordCounter?
    }

    init(_ dialect: CSVDialect) {
        let grammar = CSVGrammar(dialect: dialect)
        rowAfter = CSVPlace.allCases.flatMap { place in
            (UInt8.min...UInt8.max).map { UInt16(Self.row(of: grammar.place(after: place, $0))) }
        }
        self.dialect = dialect
        progress = Progress(linesToSkip: LinesToSkip(dialect.skipLines), marked: MarkedRecordCounter(dialect))
        footer = FooterLines(dialect.footerLines)
    }

    mutating func add(_ content: UnsafeRawBufferPointer) {
        var start = 0
        if !footer.isEmpty {
            for line in footer.starts(in: content) {
                pass(UnsafeRawBufferPointer(rebasing: content[start..<line]))
                footer.begin(progress)
                start = line
            }
        }
        pass(UnsafeRawBufferPointer(rebasing: content[start...]))
    }

    private mutating func pass(_ content: UnsafeRawBufferPointer) {
        if progress.linesToSkip.isDone {
            count(content)
        } else {
            let used = progress.linesToSkip.skip(in: content)
            // Behind a CR, an LF still belongs to the line that was skipped.
            progress.place = progress.linesToSkip.endedByCR ? .blankEndedByCR : .lineStart
            if progress.linesToSkip.isDone, progress.linesToSkip.endedByCR { progress.marked?.passLineFeed() }
            count(UnsafeRawBufferPointer(rebasing: content[used...]))
        }
    }

    /// Whether a line that is no part of a record in front of it may start with a byte that comes next, behind the header. Not known
    /// of dialects with a footer or with marks of several bytes.
    func isAtRecordStart(before byte: UInt8) -> Bool {
        guard progress.marked == nil, footer.isEmpty, progress.linesToSkip.isDone else { return false }
        guard dialect.header != .present || progress.counts.records > 0 else { return false }
        switch progress.place {
        case .lineStart: return true
        case .recordEndedByCR, .blankEndedByCR, .commentEndedByCR: return byte != UInt8(ascii: "\n")
        default: return false
        }
    }

    /// The counts if the input ends here: what is begun in front of the footer counts, even inside quotes.
    func finish() -> RecordCounts {
        let end = footer.inFrontOfFooter ?? progress
        var total = end.marked?.finish() ?? end.counts
        switch end.place {
        case .fieldStart, .unquoted, .quoted, .escaped, .closingQuote: total.records += 1
        case .comment: total.commentLines += 1
        default: break
        }
        if dialect.header == .present, total.records > 0 { total.records -= 1 }
        return total
    }

    private mutating func count(_ content: UnsafeRawBufferPointer) {
        if progress.marked != nil {
            progress.marked?.add(content)
            return
        }
        var ends = RecordEnds(in: content, dialect)
        var position = 0
        while position < content.count {
            if progress.place == .lineStart {
                progress.counts.records += ends.count(from: &position)
            }
            position = walk(content, from: position)
            progress.counts.add(progress.place)
            // An end by LF leaves nothing open; behind a CR, an LF may still come.
            if progress.place.endsByLF { progress.place = .lineStart }
        }
    }

    /// Goes on by the table until the next start of a line, or the content's end.
    /// - Returns: the position behind the last byte looked at.
    private mutating func walk(_ content: UnsafeRawBufferPointer, from start: Int) -> Int {
        let firstLineStartRow = Self.row(of: .firstLineStart)
        return rowAfter.withUnsafeBufferPointer { rowAfter in
            // In bounds: every entry is the row of a place, and the table has 256 entries for each.
            let table = rowAfter.baseAddress!
            var row = Self.row(of: progress.place)
            var position = start
            while position < content.count {
                row = Int(table[row + Int(content[position])])
                position += 1
                if row >= firstLineStartRow { break }
            }
            progress.place = Self.place(of: row)
            return position
        }
    }

    private static func row(of place: CSVPlace) -> Int { place.rawValue << 8 }
    private static func place(of row: Int) -> CSVPlace { CSVPlace(rawValue: row >> 8)! }
}

extension RecordCounts {
    fileprivate mutating func add(_ place: CSVPlace) {
        switch place {
        case .recordEndedByLF, .recordEndedByCR: records += 1
        case .blankEndedByLF, .blankEndedByCR: blankLines += 1
        case .commentEndedByLF, .commentEndedByCR: commentLines += 1
        default: break
        }
    }
}
