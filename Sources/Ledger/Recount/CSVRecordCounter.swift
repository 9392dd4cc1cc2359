// Counts CSV records by a table of the grammar.

import RowModel

/// Counts the records of a CSV that arrives in pieces.
///
/// Cost: one table look-up a byte (the table is 6.5 KiB), one branch taken a line, no allocation.
struct CSVRecordCounter {
    /// By place and byte: where the place's row of 256 entries starts, for each byte that may come.
    private let rowAfter: [UInt16]
    private let hasHeader: Bool
    private var linesToSkip: LinesToSkip
    private var place = CSVPlace.lineStart
    private var counts = RecordCounts()

    init(_ dialect: CSVDialect) {
        let grammar = CSVGrammar(dialect: dialect)
        rowAfter = CSVPlace.allCases.flatMap { place in
            (UInt8.min...UInt8.max).map { UInt16(Self.row(of: grammar.place(after: place, $0))) }
        }
        hasHeader = dialect.header == .present
        linesToSkip = LinesToSkip(dialect.skipLines)
    }

    mutating func add(_ content: UnsafeRawBufferPointer) {
        if linesToSkip.isDone {
            count(content)
        } else {
            let used = linesToSkip.skip(in: content)
            // Behind a CR, an LF still belongs to the line that was skipped.
            place = linesToSkip.endedByCR ? .blankEndedByCR : .lineStart
            count(UnsafeRawBufferPointer(rebasing: content[used...]))
        }
    }

    /// The counts if the input ends here: what is begun counts, even inside quotes.
    func finish() -> RecordCounts {
        var total = counts
        switch place {
        case .fieldStart, .unquoted, .quoted, .escaped, .closingQuote: total.records += 1
        case .comment: total.commentLines += 1
        default: break
        }
        if hasHeader, total.records > 0 { total.records -= 1 }
        return total
    }

    private mutating func count(_ content: UnsafeRawBufferPointer) {
        let firstCountedRow = Self.row(of: .firstCounted)
        rowAfter.withUnsafeBufferPointer { rowAfter in
            // In bounds: every entry is the row of a place, and the table has 256 entries for each.
            let table = rowAfter.baseAddress!
            var row = Self.row(of: place)
            for byte in content {
                row = Int(table[row + Int(byte)])
                if row >= firstCountedRow { counts.add(Self.place(of: row)) }
            }
            place = Self.place(of: row)
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
