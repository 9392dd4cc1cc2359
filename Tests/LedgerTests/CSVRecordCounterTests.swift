// Where CSV records end, by example: docs/record-grammar.md.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct CSVRecordCounterTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var records: Int
        var blankLines = 0
        var commentLines = 0
        var dialect = LedgerTests.dialect { _ in }

        init(
            _ text: String, _ records: Int, blank: Int = 0, comments: Int = 0,
            _ change: (inout CSVDialect) -> Void = { _ in }
        ) {
            self.text = text
            self.records = records
            blankLines = blank
            commentLines = comments
            dialect = LedgerTests.dialect(change)
        }

        var testDescription: String { text.debugDescription }
        var counts: RecordCounts {
            RecordCounts(records: records, blankLines: blankLines, commentLines: commentLines)
        }
    }

    static let lineEnds = [
        Case("", 0),
        Case("a", 1),
        Case("a\n", 1),
        Case("a\r", 1),
        Case("a\r\n", 1),
        Case("a\nb", 2),
        Case("a\rb\r", 2),
        Case("a\r\nb\r\n", 2),
        Case("a\n\rb", 2, blank: 1),
        Case("a\r\r\nb", 2, blank: 1),
        Case("\n", 0, blank: 1),
        Case("\r", 0, blank: 1),
        Case("\r\n", 0, blank: 1),
        Case("\n\n\n", 0, blank: 3),
        Case("\r\n\r\n", 0, blank: 2),
        Case("a\n\nb\n\n", 2, blank: 2),
        Case(" \n", 1),
        Case(",\n", 1),
        Case("a,", 1),
        Case("a\u{85}b\u{2028}c\u{0B}d\u{0C}e", 1),
        Case("a\0b\n\0\n", 2),
    ]

    static let quotes = [
        Case("\"a\nb\"\nc\n", 2),
        Case("\"\"\n", 1),
        Case("\"\"", 1),
        Case("x,\"a\r\nb\",y\r\nz\r\n", 2),
        Case("\"a\"\"\n\"\"b\"\nc", 2),
        Case("\"\"\"\n\"\n", 1),
        Case("a\"\nb\"\n", 2),  // a quote in an unquoted field is an ordinary byte
        Case(" \"a\nb\"\n", 2),  // a blank before the quote makes the field unquoted
        Case("\"a\"x\"\nb\n", 2),  // behind the closing quote, quotes are ordinary
        Case("\"a\" \nb\n", 2),
        Case("\"a\"x,\"\n\"\nb\n", 2),  // the next field may be quoted again
        Case("a,\"b\n\nc\n", 1),  // never closed: what is there is one record
        Case("a\n\"", 2),
        Case("\"a\n#b\n\"\n", 1) { $0.comment = UInt8(ascii: "#") },
        Case("'a\nb'\n\"c\nd\"\n", 3) { $0.quote = UInt8(ascii: "'"); $0.escape = UInt8(ascii: "'") },
        Case("\"a\nb\"\n", 2) { $0.quote = nil },
        Case("a;\"b\n\";c\n", 1) { $0.delimiter = UInt8(ascii: ";") },
        Case("a,\"b\n\",c\n", 2) { $0.delimiter = UInt8(ascii: ";") },
        Case("a\t\"b\n\"\n", 1) { $0.delimiter = UInt8(ascii: "\t") },
    ]

    static let escapes = [
        Case("\"a\\\"\nb\"\n", 1) { $0.escape = UInt8(ascii: "\\") },
        Case("\"a\\\\\"\nb\n", 2) { $0.escape = UInt8(ascii: "\\") },
        Case("\"a\\n\nb\"\n", 1) { $0.escape = UInt8(ascii: "\\") },
        Case("\"a\\\nb\"\nc", 2) { $0.escape = UInt8(ascii: "\\") },
        Case("\"a\"\"\nb\"\n", 2) { $0.escape = UInt8(ascii: "\\") },  // a doubled quote only closes
        Case("a\\\nb\n", 2) { $0.escape = UInt8(ascii: "\\") },  // an escape outside quotes is an ordinary byte
        Case("\"a\\", 1) { $0.escape = UInt8(ascii: "\\") },
    ]

    static let prologues = [
        Case("h\n", 0) { $0.header = .present },
        Case("h\na\nb\n", 2) { $0.header = .present },
        Case("", 0) { $0.header = .present },
        Case("\n\nh\na\n", 1, blank: 2) { $0.header = .present },
        Case("\"h\n1\",i\na,b\n", 1) { $0.header = .present },
        Case("#c\nh\na\n", 1, comments: 1) { $0.header = .present; $0.comment = UInt8(ascii: "#") },
        Case("a\nb\n", 2) { $0.header = .names(["x"]) },
        Case("\u{FEFF}a\n", 1),
        Case("\u{FEFF}\n", 0, blank: 1),
        Case("\u{FEFF}", 0),
        Case("\u{FEFF}\"a\nb\"\n", 1),
        Case("\u{FEFF}#c\na\n", 1, comments: 1) { $0.comment = UInt8(ascii: "#") },
        Case("\u{FEFF}\u{FEFF}\n", 1),
        Case("x\ny\na\n", 1) { $0.skipLines = 2 },
        Case("\"x\ny\"\na\n", 1) { $0.skipLines = 2 },
        Case("x\r\ny\ra\n", 1) { $0.skipLines = 2 },
        Case("x\r\n\na\n", 1, blank: 1) { $0.skipLines = 1 },
        Case("x\r\r\na\n", 1, blank: 1) { $0.skipLines = 1 },
        Case("\n\r\na\n", 1) { $0.skipLines = 2 },
        Case("x\nh\na\n", 1) { $0.skipLines = 1; $0.header = .present },
        Case("x", 0) { $0.skipLines = 1 },
        Case("x\n", 0) { $0.skipLines = 5 },
        Case("\u{FEFF}x\na\n", 1) { $0.skipLines = 1 },
    ]

    static let footers = [
        Case("a\nb\nTOTAL\n", 2) { $0.footerLines = 1 },
        Case("a\nb\nTOTAL", 2) { $0.footerLines = 1 },
        Case("a\r\nb\r\nTOTAL\r\n", 2) { $0.footerLines = 1 },
        Case("a\rb\rTOTAL\r", 2) { $0.footerLines = 1 },
        Case("a\nb\n\n", 2) { $0.footerLines = 1 },
        Case("a\nb\n\r", 2) { $0.footerLines = 1 },
        Case("a\n\n\n\n", 1, blank: 1) { $0.footerLines = 2 },
        Case("a\n\"b\nTOTAL\"\n", 2) { $0.footerLines = 1 },  // quotes mean nothing to a footer
        Case("a\n\"b\nc\"\nTOTAL\n", 2) { $0.footerLines = 1 },
        Case("a\n\"b\nc\"\nTOTAL\n", 2) { $0.footerLines = 2 },
        Case("a\n#b\n#c\n", 1, comments: 1) { $0.footerLines = 1; $0.comment = UInt8(ascii: "#") },
        Case("h\na\nTOTAL\n", 1) { $0.footerLines = 1; $0.header = .present },
        Case("h\nTOTAL", 0) { $0.footerLines = 1; $0.header = .present },
        Case("TOTAL", 0) { $0.footerLines = 1 },
        Case("a\nb", 0) { $0.footerLines = 2 },
        Case("a\nb", 0) { $0.footerLines = 9 },
        Case("", 0) { $0.footerLines = 9 },
        Case("\u{FEFF}a\nb", 1) { $0.footerLines = 1 },
        Case("x\na\nb\nc\n", 2) { $0.footerLines = 1; $0.skipLines = 1 },
        Case("x\ny\n", 0) { $0.footerLines = 1; $0.skipLines = 2 },
    ]

    static let marks = [
        Case("a||b\n\"c\nd\"||e\n", 2) { $0.longDelimiter = Array("||".utf8) },
        Case("a|\"b\nc\"\n", 2) { $0.longDelimiter = Array("||".utf8) },  // half a delimiter starts no field
        Case("a||\"b\nc\"\n", 1) { $0.longDelimiter = Array("||".utf8) },
        Case("a|||\"b\nc\"\n", 2) { $0.longDelimiter = Array("||".utf8) },  // the first two are the delimiter
        Case("a§\"b\nc\"\r\n\r\n", 1, blank: 1) { $0.longDelimiter = Array("§".utf8) },
        Case("a\rb\r\nc", 3) { $0.longDelimiter = Array("::".utf8) },
        Case("x\r\na::\"\n\"\nTOTAL", 1) { $0.longDelimiter = Array("::".utf8); $0.skipLines = 1; $0.footerLines = 1 },
        Case("a\u{1E}b\n\u{1E}", 2) { $0.terminator = [0x1E] },
        Case("a\u{1E}\u{1E}b", 2, blank: 1) { $0.terminator = [0x1E] },
        Case("\n", 1) { $0.terminator = [0x1E] },
        Case("a\rb\nc\n", 2) { $0.terminator = [0x0A] },
        Case("\"a\u{1E}b\"\u{1E}", 1) { $0.terminator = [0x1E] },
        Case("a;;;b;;", 2) { $0.terminator = Array(";;".utf8) },
        Case("a;", 1) { $0.terminator = Array(";;".utf8) },
        Case("#a\n#b;;c", 1, comments: 1) { $0.terminator = Array(";;".utf8); $0.comment = UInt8(ascii: "#") },
        Case("#", 0, comments: 1) { $0.terminator = Array(";;".utf8); $0.comment = UInt8(ascii: "#") },
        Case("", 0) { $0.terminator = Array(";;".utf8) },
    ]

    static let comments = [
        Case("#c\na\n#d", 1, comments: 2) { $0.comment = UInt8(ascii: "#") },
        Case("#\r\n#\ra", 1, comments: 2) { $0.comment = UInt8(ascii: "#") },
        Case("a#\n #b\n", 2) { $0.comment = UInt8(ascii: "#") },
        Case("#\"\na\n", 1, comments: 1) { $0.comment = UInt8(ascii: "#") },
        Case("#c\n", 1),
    ]

    @Test("records, blank lines and comments are counted", arguments: lineEnds + quotes + escapes + prologues + comments + footers + marks)
    func counted(_ example: Case) {
        #expect(counts(of: Array(example.text.utf8), as: .csv(example.dialect)) == example.counts)
    }

    @Test("the same counts wherever the content is cut", arguments: lineEnds + quotes + escapes + prologues + comments + footers + marks)
    func cut(_ example: Case) {
        let bytes = Array(example.text.utf8)
        for size in 1...3 {
            let pieces = counts(of: bytes, as: .csv(example.dialect), pieceBytes: { size })
            #expect(pieces == example.counts, "pieces of \(size)")
        }
    }

    @Test("half a byte order mark is data")
    func halfMark() {
        #expect(counts(of: [0xEF, 0xBB], as: .csv(dialect { _ in })).records == 1)
        #expect(counts(of: [0xEF, 0x0A, 0x0A], as: .csv(dialect { _ in })) == RecordCounts(records: 1, blankLines: 1))
    }
}

@Suite struct CSVConformanceTests {
    private struct Vector: Decodable {
        var id: Int
        var input_b64: Data
        var expect_rows: [[String]]?
        var uncontested: Bool
    }

    @Test(
        "the conformance cases on which all CSV readers agree have as many records as their answer",
        .enabled(if: SharedFolder.isPresent, "needs the folder `shared` beside the repository"))
    func uncontested() throws {
        let file = SharedFolder.url.appending(path: "suites/csv/vectors.jsonl")
        let vectors = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Vector.self, from: Data($0.utf8)) }
            .filter(\.uncontested)
        #expect(vectors.count == 102)
        for vector in vectors {
            let expected = try #require(vector.expect_rows)
            let counted = counts(of: Array(vector.input_b64), as: .csv(dialect { _ in }))
            #expect(counted.records == expected.count, "case \(vector.id)")
        }
    }
}
