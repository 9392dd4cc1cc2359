// The start of a CSV file → the dialect that it is most likely written in. Called for drafts of specs only.

import RowModel

/// Guesses by how even the records become: under the right delimiter most of them have as many fields as each other, and
/// more than one.
public struct DialectSniffer: Sendable {
    public private(set) var dialect = CSVDialect()

    /// In the order in which they are preferred.
    private static let delimiters = [",", ";", "\t", "|"].map { UInt8(ascii: Unicode.Scalar($0)!) }
    /// Most lines in front of the header.
    private static let longestPreamble = 20
    /// Most lines behind the records, and fewest records in front of them.
    private static let (longestFooter, fewestRecords) = (3, 5)
    private static let quote = UInt8(ascii: "\"")

    /// A record, as far as its fields can be told.
    private struct Record {
        /// The physical line that it begins on, from 0.
        var line: Int
        var fields: [[UInt8]]
    }

    private struct Guess {
        var delimiter: UInt8
        var records: [Record]
        /// The number of fields that most records have, and how many of them.
        var fields = 0
        var agreeing = 0
    }

    /// - Parameters:
    ///   - sample: the start of the decoded input, without a byte order mark.
    ///   - isWhole: whether the input ends there; else the last line is not looked at.
    public init(_ sample: [UInt8], isWhole: Bool) {
        let end = isWhole ? sample.count : sample.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? sample.count
        let text = sample[..<end]
        if text.first == UInt8(ascii: "#") { dialect.comment = UInt8(ascii: "#") }
        let guesses = Self.delimiters.map { guess($0, text) }
        var best = guesses[0]
        for other in guesses[1...] where Self.isBetter(other, than: best) { best = other }
        dialect.delimiter = best.delimiter
        guard best.fields > 0, let first = best.records.firstIndex(where: { $0.fields.count == best.fields }) else { return }
        // Only where nearly all that follows agrees is what comes before something else.
        if first > 0, best.records[first].line <= Self.longestPreamble, 10 * best.agreeing >= 9 * (best.records.count - first) {
            dialect.skipLines = best.records[first].line
        }
        if isWhole { dialect.footerLines = footerLines(best, in: text) }
        if !isHeader(best.records[dialect.skipLines > 0 ? first : 0]) {
            dialect.header = .names((1...max(1, best.fields)).map { "column_\($0)" })
        }
    }

    /// The last few lines, if all records in front of them agree with each other and they with none. A line that is not
    /// ended may be a record that was cut off.
    private func footerLines(_ guess: Guess, in text: ArraySlice<UInt8>) -> Int {
        let newline = UInt8(ascii: "\n")
        guard guess.fields > 1, text.last == newline, let last = guess.records.lastIndex(where: { $0.fields.count == guess.fields }),
            last + 1 < guess.records.count, guess.agreeing >= Self.fewestRecords
        else { return 0 }
        let lines = text.count { $0 == newline } - guess.records[last + 1].line
        return lines <= Self.longestFooter ? lines : 0
    }

    private static func isBetter(_ guess: Guess, than other: Guess) -> Bool {
        if (guess.fields > 1) != (other.fields > 1) { return guess.fields > 1 }
        // Shares, without dividing.
        let (mine, its) = (guess.agreeing * other.records.count, other.agreeing * guess.records.count)
        return mine != its ? mine > its : guess.fields > other.fields
    }

    private func guess(_ delimiter: UInt8, _ text: ArraySlice<UInt8>) -> Guess {
        var guess = Guess(delimiter: delimiter, records: records(text, delimiter))
        var counts: [Int: Int] = [:]
        for record in guess.records { counts[record.fields.count, default: 0] += 1 }
        if let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) { (guess.fields, guess.agreeing) = most }
        return guess
    }

    /// Blank lines and comments are left out.
    private func records(_ text: ArraySlice<UInt8>, _ delimiter: UInt8) -> [Record] {
        var records: [Record] = []
        var (fields, field): ([[UInt8]], [UInt8]) = ([], [])
        var (line, startLine) = (0, 0)
        var isQuoted = false
        func finish() {
            let isBlank = fields.isEmpty && field.isEmpty
            let isComment = dialect.comment != nil && (fields.first ?? field).first == dialect.comment
            if !isBlank, !isComment { records.append(Record(line: startLine, fields: fields + [field])) }
            (fields, field) = ([], [])
        }
        for byte in text {
            switch byte {
            case Self.quote where field.isEmpty && !isQuoted, Self.quote where isQuoted: isQuoted.toggle()
            case delimiter where !isQuoted:
                fields.append(field)
                field = []
            case UInt8(ascii: "\n") where !isQuoted:
                if field.last == UInt8(ascii: "\r") { field.removeLast() }
                finish()
                line += 1
                startLine = line
            case UInt8(ascii: "\n"):
                line += 1
                field.append(byte)
            default: field.append(byte)
            }
        }
        if !fields.isEmpty || !field.isEmpty { finish() }
        return records
    }

    /// Names are there, differ, and are no numbers.
    private func isHeader(_ record: Record) -> Bool {
        let fields = record.fields.map { String(decoding: $0, as: UTF8.self) }
        return Set(fields).count == fields.count
            && fields.allSatisfy { field in
                !field.isEmpty && Double(field.replacing(",", with: ".")) == nil
            }
    }
}
