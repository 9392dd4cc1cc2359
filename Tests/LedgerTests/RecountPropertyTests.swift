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
        return dialect
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
