// Where CSV records end: docs/record-grammar.md as a function from a place and a byte to the next place.

import RowModel

/// Where the reader of a CSV stands. Entering one of the last six is what is counted; for what may follow, those are
/// starts of a line like `lineStart`.
enum CSVPlace: Int, CaseIterable {
    /// Behind a delimiter.
    case fieldStart
    /// In a field that does not start with a quote, or in what follows a closing quote.
    case unquoted
    case quoted
    /// In quotes, behind an escape byte that is not the quote itself.
    case escaped
    /// Behind a quote inside quotes, which closes them unless it escapes another.
    case closingQuote
    case comment

    /// Before the first byte of a line, with nothing to be counted.
    case lineStart
    case recordEndedByLF, recordEndedByCR
    case blankEndedByLF, blankEndedByCR
    case commentEndedByLF, commentEndedByCR

    /// This and all that follow are starts of a line.
    static let firstLineStart = CSVPlace.lineStart

    var endsByLF: Bool {
        self == .recordEndedByLF || self == .blankEndedByLF || self == .commentEndedByLF
    }
}

/// The rules of one dialect, a byte at a time: slow and obvious. `CSVRecordCounter` keeps the answers in a table.
struct CSVGrammar {
    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")

    let dialect: CSVDialect

    func place(after place: CSVPlace, _ byte: UInt8) -> CSVPlace {
        switch place {
        case .lineStart, .recordEndedByLF, .blankEndedByLF, .commentEndedByLF:
            return atLineStart(byte)
        case .recordEndedByCR, .blankEndedByCR, .commentEndedByCR:
            return byte == Self.lf ? .lineStart : atLineStart(byte)  // the LF of a CRLF ends nothing more
        case .fieldStart:
            return atFieldStart(byte)
        case .unquoted:
            return inUnquoted(byte)
        case .quoted:
            if byte == dialect.quote { return .closingQuote }
            return byte == dialect.escape ? .escaped : .quoted
        case .escaped:
            return .quoted
        case .closingQuote:
            let isDoubled = byte == dialect.quote && byte == dialect.escape
            return isDoubled ? .quoted : inUnquoted(byte)
        case .comment:
            return inComment(byte)
        }
    }

    private func atLineStart(_ byte: UInt8) -> CSVPlace {
        switch byte {
        case Self.lf: .blankEndedByLF
        case Self.cr: .blankEndedByCR
        case dialect.comment: .comment
        default: atFieldStart(byte)
        }
    }

    private func atFieldStart(_ byte: UInt8) -> CSVPlace {
        byte == dialect.quote ? .quoted : inUnquoted(byte)
    }

    /// A quote in here is an ordinary byte.
    private func inUnquoted(_ byte: UInt8) -> CSVPlace {
        switch byte {
        case Self.lf: .recordEndedByLF
        case Self.cr: .recordEndedByCR
        case dialect.delimiter: .fieldStart
        default: .unquoted
        }
    }

    private func inComment(_ byte: UInt8) -> CSVPlace {
        switch byte {
        case Self.lf: .commentEndedByLF
        case Self.cr: .commentEndedByCR
        default: .comment
        }
    }
}
