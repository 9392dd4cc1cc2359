// CSV the slow, obvious way: the oracle that the fast decoder is compared with. Shares no code with it.

import RowModel

/// What the grammar in CSVDecoder.swift makes of a whole input.
struct ReferenceCSV {
    enum Outcome: Equatable {
        case fields([Field])
        case bareQuote, textBehindQuote, unclosedQuote
    }

    struct Field: Equatable {
        var text: [UInt8] = []
        var isQuoted = false
    }

    struct Record {
        var start: Int
        var raw: [UInt8]
        var outcome: Outcome
    }

    var records: [Record] = []
    var blankLines = 0
    var commentLines = 0

    init(_ input: [UInt8], dialect: CSVDialect) {
        var position = 0
        while position < input.count {
            let start = position
            if let comment = dialect.comment, input[start] == comment {
                while position < input.count, Self.recordEnd(input, position, dialect) == 0 { position += 1 }
                position += Self.recordEnd(input, position, dialect)
                commentLines += 1
            } else if Self.recordEnd(input, start, dialect) > 0 {
                position += Self.recordEnd(input, start, dialect)
                blankLines += 1
            } else {
                let (outcome, end) = Self.record(input, start, dialect)
                records.append(Record(start: start, raw: Array(input[start..<end]), outcome: outcome))
                position = end + Self.recordEnd(input, end, dialect)
            }
        }
    }

    /// The length of what ends a record at a position; 0 if nothing does.
    private static func recordEnd(_ input: [UInt8], _ position: Int, _ dialect: CSVDialect) -> Int {
        guard position < input.count else { return 0 }
        if let terminator = dialect.terminator { return input[position...].starts(with: terminator) ? terminator.count : 0 }
        return input[position] == 10 || input[position] == 13 ? behindLineEnd(input, position) - position : 0
    }

    private static func isDelimiter(_ input: [UInt8], _ position: Int, _ dialect: CSVDialect) -> Bool {
        input[position...].starts(with: dialect.longDelimiter ?? [dialect.delimiter])
    }

    /// The input without its last lines.
    static func withoutFooter(_ input: [UInt8], lines: Int) -> [UInt8] {
        var starts: [Int] = []
        var position = 0
        while position < input.count {
            starts.append(position)
            while position < input.count, input[position] != 10, input[position] != 13 { position += 1 }
            position = behindLineEnd(input, position)
        }
        return lines == 0 ? input : Array(input[..<(starts.suffix(lines).first ?? 0)])
    }

    private static func behindLineEnd(_ input: [UInt8], _ position: Int) -> Int {
        if position + 1 < input.count, input[position] == 13, input[position + 1] == 10 { return position + 2 }
        return min(position + 1, input.count)
    }

    /// The record at `start` and the offset of its line end.
    private static func record(_ input: [UInt8], _ start: Int, _ dialect: CSVDialect) -> (Outcome, Int) {
        var fields: [Field] = []
        var fault: Outcome?
        var position = start
        while true {
            var field = Field()
            if let quote = dialect.quote, position < input.count, input[position] == quote {
                field.isQuoted = true
                position += 1
                while true {
                    if position == input.count { return (.unclosedQuote, position) }
                    let byte = input[position]
                    let follower = position + 1 < input.count ? input[position + 1] : nil
                    if byte == dialect.escape, let follower, follower == quote || follower == dialect.escape {
                        field.text.append(follower)
                        position += 2
                    } else if byte == quote {
                        position += 1
                        break
                    } else {
                        field.text.append(byte)
                        position += 1
                    }
                }
            }
            while position < input.count, recordEnd(input, position, dialect) == 0, !isDelimiter(input, position, dialect) {
                if field.isQuoted {
                    fault = fault ?? .textBehindQuote
                } else if input[position] == dialect.quote {
                    fault = fault ?? .bareQuote
                }
                field.text.append(input[position])
                position += 1
            }
            fields.append(field)
            if position == input.count || !isDelimiter(input, position, dialect) {
                return (fault ?? .fields(fields), position)
            }
            position += dialect.longDelimiter?.count ?? 1
        }
    }
}
