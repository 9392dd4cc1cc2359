// Where NDJSON records end, by example: docs/record-grammar.md.

import Foundation
import RowModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct NDJSONRecordCounterTests {
    @Test(
        "a line with more than white space is a record",
        arguments: [
            ("", 0, 0),
            ("{}", 1, 0),
            ("{}\n", 1, 0),
            ("{}\r\n{}\r\n", 2, 0),
            ("{}\n\n \t\r\n{}\n", 2, 2),
            ("\n\n\n", 0, 3),
            ("{}\n  ", 1, 1),
            ("  {}  \n", 1, 0),
            ("\r", 0, 1),
            ("{}\r{}\r", 1, 0),  // CR alone ends no line
            ("{\n}\n", 2, 0),
            ("\"a\n", 1, 0),
            ("\u{FEFF}{}\n", 1, 0),
            ("\u{FEFF}\n", 0, 1),
            ("\u{FEFF}", 0, 0),
            ("{}\n\u{FEFF}\n", 2, 0),
            ("\0\n", 1, 0),
            ("\u{0B}\n\u{A0}\n\u{2028}\n", 3, 0),
        ])
    func counted(_ text: String, _ records: Int, _ blankLines: Int) {
        let expected = RecordCounts(records: records, blankLines: blankLines)
        let bytes = Array(text.utf8)
        #expect(counts(of: bytes, as: .ndjson) == expected)
        for size in 1...3 {
            #expect(counts(of: bytes, as: .ndjson, pieceBytes: { size }) == expected, "pieces of \(size)")
        }
    }

    private struct Vector: Decodable {
        var file: String
        var good_records: Int
        var bad_records: Int
        var blank_lines: Int
    }

    @Test(
        "good and bad lines of the NDJSON suite are records alike",
        .enabled(if: SharedFolder.isPresent, "needs the folder `shared` beside the repository"))
    func suite() throws {
        let folder = SharedFolder.url.appending(path: "suites/ndjson")
        let manifest = try String(contentsOf: folder.appending(path: "manifest.jsonl"), encoding: .utf8)
        for line in manifest.split(separator: "\n") {
            let vector = try JSONDecoder().decode(Vector.self, from: Data(line.utf8))
            // UTF-16 has no lines in this sense; that the loader refuses it is for the loader's tests.
            guard vector.file != "utf16le.ndjson" else { continue }
            let bytes = Array(try Data(contentsOf: folder.appending(path: vector.file)))
            let expected = RecordCounts(
                records: vector.good_records + vector.bad_records, blankLines: vector.blank_lines)
            #expect(counts(of: bytes, as: .ndjson) == expected, "\(vector.file)")
        }
    }
}
