// Random contents: wherever they are cut, and however their fields are quoted.

import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct RecountPropertyTests {
    /// Bytes that mean something in one dialect or another, so that short contents hold many collisions.
    private static let alphabet = Array("\",'\\#;\r\n\n a\u{FEFF}".utf8)

    private static func dialect(_ random: inout SeededGenerator) -> CSVDialect {
        var dialect = CSVDialect()
        dialect.delimiter = [UInt8(ascii: ","), UInt8(ascii: ";")].randomElement(using: &random)!
        dialect.quote = [UInt8(ascii: "\""), UInt8(ascii: "'"), nil].randomElement(using: &random)!
        dialect.escape = [dialect.quote ?? UInt8(ascii: "\""), UInt8(ascii: "\\")].randomElement(using: &random)!
        dialect.comment = [nil, UInt8(ascii: "#")].randomElement(using: &random)!
        dialect.skipLines = [0, 0, 1, 3].randomElement(using: &random)!
        dialect.header = [.present, .absent].randomElement(using: &random)!
        dialect.footerLines = [0, 0, 1, 2, 7].randomElement(using: &random)!
        return dialect
    }

    @Test("leaps from quote to quote and line to line count what the grammar counts byte by byte")
    func grammar() {
        var random = SeededGenerator()
        for round in 0..<3_000 {
            var dialect = Self.dialect(&random)
            dialect.skipLines = 0
            let bytes = Self.lines(dialect, &random)
            let counted = counts(of: bytes, as: .csv(dialect)) { [1, 9, 80, 1000].randomElement(using: &random)! }
            let expected = CSVGrammar(dialect: dialect).counts(of: withoutFooter(bytes, lines: dialect.footerLines))
            #expect(counted == expected, "\(dialect) \(bytes), WEIR_SEED=\(random.seed), round \(round)")
        }
    }

    /// Mostly records as they are usually spelled, with whatever is not in between.
    private static func lines(_ dialect: CSVDialect, _ random: inout SeededGenerator) -> [UInt8] {
        func word(_ random: inout SeededGenerator) -> [UInt8] {
            (0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0x61...0x66, using: &random) }
        }
        let quote = dialect.quote ?? UInt8(ascii: "\"")
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...80, using: &random) {
            switch random.next() % 16 {
            case 0: bytes.append(alphabet.randomElement(using: &random)!)
            case 1: bytes += [[0x0A], [0x0D], [0x0D, 0x0A]].randomElement(using: &random)!
            case 2: bytes += [quote] + word(&random) + [quote, quote] + word(&random) + [quote, dialect.delimiter]
            case 3:
                let special = alphabet.randomElement(using: &random)!
                bytes += [quote] + word(&random) + [special] + word(&random) + [quote, 0x0A]
            case 4...6:
                bytes += [quote] + word(&random) + [dialect.delimiter] + word(&random) + [quote, dialect.delimiter]
            case 7...9: bytes += word(&random) + [0x0A]
            case 10: bytes += word(&random) + [0x0D, 0x0A]
            default: bytes += word(&random) + [dialect.delimiter]
            }
        }
        return bytes
    }

    @Test("any cutting of any CSV or NDJSON gives the same counts")
    func pieces() {
        var random = SeededGenerator()
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                Self.alphabet.randomElement(using: &random)!
            }
            let format = Bool.random(using: &random) ? RecordFormat.csv(Self.dialect(&random)) : .ndjson
            let whole = counts(of: bytes, as: format)
            let single = counts(of: bytes, as: format, pieceBytes: { 1 })
            let cut = counts(of: bytes, as: format, pieceBytes: { Int.random(in: 0...7, using: &random) })
            #expect(whole == single && whole == cut, "\(format) \(bytes), WEIR_SEED=\(random.seed)")
        }
    }

    @Test("fields that are quoted and escaped as they must be give as many records as were written")
    func written() {
        var random = SeededGenerator()
        for _ in 0..<500 {
            let records = Int.random(in: 0...20, using: &random)
            let lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &random)!
            var text = ""
            for _ in 0..<records {
                let fields = (0...Int.random(in: 0...3, using: &random)).map { _ in
                    let value = String((0..<Int.random(in: 0...6, using: &random)).map { _ in
                        Array("\",\r\nab").randomElement(using: &random)!
                    })
                    return "\"" + value.replacing("\"", with: "\"\"") + "\""
                }
                text += fields.joined(separator: ",") + lineEnd
            }
            let counted = counts(of: Array(text.utf8), as: .csv(LedgerTests.dialect { _ in }))
            #expect(counted == RecordCounts(records: records), "\(text.debugDescription), WEIR_SEED=\(random.seed)")
        }
    }
}

/// A content without its last lines.
private func withoutFooter(_ bytes: [UInt8], lines: Int) -> ArraySlice<UInt8> {
    var starts: [Int] = []
    for position in bytes.indices {
        let before: UInt8? = position > 0 ? bytes[position - 1] : nil
        if before == nil || before == 0x0A || (before == 0x0D && bytes[position] != 0x0A) { starts.append(position) }
    }
    return lines == 0 ? bytes[...] : bytes[..<(starts.suffix(lines).first ?? 0)]
}

extension CSVGrammar {
    /// Of a content without byte order mark and lines to skip.
    fileprivate func counts(of bytes: some Sequence<UInt8>) -> RecordCounts {
        var counts = RecordCounts()
        var place = CSVPlace.lineStart
        for byte in bytes {
            place = self.place(after: place, byte)
            switch place {
            case .recordEndedByLF, .recordEndedByCR: counts.records += 1
            case .blankEndedByLF, .blankEndedByCR: counts.blankLines += 1
            case .commentEndedByLF, .commentEndedByCR: counts.commentLines += 1
            default: break
            }
        }
        switch place {
        case .fieldStart, .unquoted, .quoted, .escaped, .closingQuote: counts.records += 1
        case .comment: counts.commentLines += 1
        default: break
        }
        if dialect.header == .present, counts.records > 0 { counts.records -= 1 }
        return counts
    }
}
