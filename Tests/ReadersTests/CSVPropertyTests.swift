// The fast CSV decoder against the obvious one, on random inputs, cut anywhere.

import Readers
import RowModel
import TestSupport
import Testing

@Suite("CSV properties")
struct CSVPropertyTests {
    @Test("the decoder and the reference make the same of any input, however it is cut, packed and bounded")
    func reference() throws {
        var random = SeededGenerator()
        print("seed of the CSV reference test: \(random.seed)")
        for round in 0..<1500 {
            var dialect = CSVDialect()
            dialect.header = .absent
            dialect.delimiter = [UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: " ")].randomElement(using: &random)!
            dialect.quote = [UInt8(ascii: "\""), UInt8(ascii: "'"), nil].randomElement(using: &random)!
            dialect.escape = Bool.random(using: &random) ? UInt8(ascii: "\\") : dialect.quote ?? UInt8(ascii: "\"")
            dialect.comment = Bool.random(using: &random) ? UInt8(ascii: "#") : nil
            dialect.ragged = Bool.random(using: &random) ? .pad : .reject
            dialect.footerLines = [0, 0, 0, 1, 2, 5].randomElement(using: &random)!
            dialect.nullMarkers = [[], [""], ["a", "aa"], ["", "a"]].randomElement(using: &random)!
            if Int.random(in: 0..<3, using: &random) == 0 { Self.lengthenMarks(of: &dialect, using: &random) }
            let width = Int.random(in: 1...4, using: &random)
            let limit = Bool.random(using: &random) ? 1 << 20 : Int.random(in: 4...60, using: &random)
            let plan = DecodePlan(
                format: .csv(dialect), compression: .auto,
                columns: (0..<width).map { SourceColumn(name: "c\($0)", type: .text, slot: $0) }, extraColumns: .fail,
                maxRecordBytes: limit)

            let input = Self.randomInput(dialect, using: &random)
            let expected = Self.expectation(input, dialect: dialect, width: width, limit: limit)
            let chunk = [1, 3, 7, 64, .max].randomElement(using: &random)!
            let isGzip = Bool.random(using: &random)
            let decoded = Decoded.reading(
                isGzip ? Gzip.members(of: input, cutAt: Gzip.randomCuts(input.count, using: &random)) : input,
                name: isGzip ? "input.csv.gz" : "input.csv", plan: plan,
                blockBytes: Int.random(in: 1...200, using: &random), rowCapacity: Int.random(in: 1...6, using: &random),
                nextChunk: { chunk })

            let place = Comment(rawValue: "seed \(random.seed), round \(round): \(String(reflecting: String(decoding: input, as: UTF8.self)))")
            try #require(decoded.error == nil, place)
            try #require(decoded.rows == expected.rows, place)
            try #require(decoded.rejects.map(Kind.init) == expected.rejects, place)
            try #require(decoded.summary.records == expected.rows.count + expected.rejects.count, place)
            try #require(decoded.summary.blankLines == expected.blankLines, place)
            try #require(decoded.summary.commentLines == expected.commentLines, place)
            try #require(decoded.summary.decodedBytes == input.count, place)
            try #require(decoded.summary.crc32 == Gzip.crc32(input), place)
        }
    }

    @Test("any cut of the input gives the same rows, rejects, reasons and counts")
    func cuts() throws {
        var random = SeededGenerator()
        print("seed of the CSV cut test: \(random.seed)")
        for round in 0..<150 {
            let plan = DecodePlan.csv(width: 3, maxRecordBytes: Int.random(in: 20...200, using: &random)) {
                $0.comment = UInt8(ascii: "#")
                $0.skipLines = round % 3
                $0.footerLines = round % 4
            }
            let input = Self.randomInput(CSVDialect(), using: &random)
            let whole = Decoded.reading(input, plan: plan, blockBytes: 1 << 16)
            for block in [1, 17, 64, 100] {
                for chunk in [1, 5, .max] {
                    let cut = Decoded.reading(
                        input, plan: plan, blockBytes: block, rowCapacity: block, nextChunk: { chunk })
                    try #require(
                        cut.content == whole.content,
                        "seed \(random.seed), round \(round), block \(block), chunk \(chunk)")
                }
            }
        }
    }

    /// What a reject is about: its place, its bytes and what was wrong, without the wording.
    private struct Kind: Equatable {
        var record: Int
        var byteOffset: Int
        var raw: [UInt8]
        var rawLength: Int
        var word: String

        static let words = ["never closes", "more than max_record", "inside an unquoted", "follows a closing", "instead of", "UTF-8"]

        init(record: Int, byteOffset: Int, raw: [UInt8], word: String) {
            self.record = record
            self.byteOffset = byteOffset
            self.raw = raw
            rawLength = raw.count
            self.word = word
        }

        init(_ reject: DecodedReject) {
            self.init(
                record: reject.record, byteOffset: reject.byteOffset, raw: reject.raw,
                word: Self.words.first { reject.reason.contains($0) } ?? reject.reason)
            rawLength = reject.rawLength
        }
    }

    private static func expectation(
        _ input: [UInt8], dialect: CSVDialect, width: Int, limit: Int
    ) -> (rows: [Decoded.Row], rejects: [Kind], blankLines: Int, commentLines: Int) {
        let reference = ReferenceCSV(ReferenceCSV.withoutFooter(input, lines: dialect.footerLines), dialect: dialect)
        var rows: [Decoded.Row] = []
        var rejects: [Kind] = []
        for (index, record) in reference.records.enumerated() {
            func refuse(_ word: Int) {
                rejects.append(
                    Kind(record: index + 1, byteOffset: record.start, raw: record.raw, word: Kind.words[word]))
            }
            let isLong = record.raw.count > limit
            switch record.outcome {
            case .unclosedQuote: refuse(0)
            case _ where isLong: refuse(1)
            case .bareQuote: refuse(2)
            case .textBehindQuote: refuse(3)
            case .fields(let fields) where fields.count > width || (fields.count < width && dialect.ragged == .reject):
                refuse(4)
            case .fields(let fields):
                var values: [String?] = []
                var isText = true
                for field in fields {
                    let text = String(validating: field.text, as: UTF8.self)
                    isText = isText && text != nil
                    values.append(!field.isQuoted && dialect.nullMarkers.contains(text ?? "\0") ? nil : text)
                }
                if isText {
                    values += Array(repeating: nil, count: width - values.count)
                    rows.append(Decoded.Row(record: index + 1, raw: record.raw, values: values))
                } else {
                    refuse(5)
                }
            }
        }
        return (rows, rejects, reference.blankLines, reference.commentLines)
    }

    private static func lengthenMarks(of dialect: inout CSVDialect, using random: inout SeededGenerator) {
        dialect.longDelimiter = ["||", "::", "§", "aab", nil].randomElement(using: &random)!.map { Array($0) }
        dialect.terminator = ["\u{1E}", "\r\n", "\n", "xxy", nil, nil].randomElement(using: &random)!.map { Array($0) }
        if dialect.terminator != nil { dialect.footerLines = 0 }
    }

    /// Bytes that mean something, mixed with longer runs that do not.
    private static func randomInput(_ dialect: CSVDialect, using random: inout SeededGenerator) -> [UInt8] {
        let delimiter = dialect.longDelimiter ?? [dialect.delimiter]
        let terminator = dialect.terminator ?? [10]
        let pieces: [[UInt8]] = [
            delimiter, terminator, delimiter.dropLast() + [dialect.quote ?? 34], Array(terminator.prefix(1)),
            delimiter, delimiter, [dialect.quote ?? 34], [dialect.quote ?? 34],
            delimiter + [dialect.quote ?? 34], [dialect.quote ?? 34] + delimiter, [dialect.escape],
            [10], [10], [13], [13, 10], [35], Array("a"), Array("aa"), Array("é"), Array("field"), [0xE9],
        ]
        var input: [UInt8] = []
        for _ in 0..<Int.random(in: 0...80, using: &random) {
            if Int.random(in: 0..<12, using: &random) == 0 {
                input += Array(repeating: 120, count: Int.random(in: 0...140, using: &random))
            } else {
                // The last two are rare: they spoil a record, or its being ASCII.
                input += pieces[min(Int.random(in: 0..<60, using: &random), 59) % (Bool.random(using: &random) ? 18 : 21)]
            }
        }
        return input
    }
}
