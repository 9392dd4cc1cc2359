// Lines of nothing but white space, however long, are blank lines: docs/record-grammar.md, NDJSON 2 and 3.

import Readers
import RowModel
import Testing

struct NDJSONBlankLineTests {
    private static let plan = DecodePlan(
        format: .ndjson, compression: .none, columns: [SourceColumn(name: "a", type: .text, slot: 0)], extraColumns: .fail,
        maxRecordBytes: 64)

    static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    @Test("a line of white space that is longer than max_record is a blank line, within a block or over many")
    func longerThanARecord() {
        let text = Self.spaces(100) + "\n{\"a\":\"1\"}\n" + Self.spaces(9000) + "\n"
        for blockBytes in [16, 64, 4096, 1 << 20] {
            for chunk in [1, 63, .max] {
                let decoded = Decoded.reading(Array(text), plan: Self.plan, blockBytes: blockBytes, nextChunk: { chunk })
                #expect(decoded.error == nil && decoded.rejects.isEmpty)
                #expect(decoded.values == [["1"]])
                #expect(decoded.summary.records == 1 && decoded.summary.blankLines == 2)
            }
        }
    }

    @Test("so is the last one without a line end, and one of tabs and CRs", arguments: [
        (spaces(300), 1), ("\n" + spaces(300) + "\r\n", 2), (String(repeating: "\t\r", count: 150) + "\n \n", 2),
    ])
    func otherWhiteSpace(text: String, blankLines: Int) {
        let decoded = Decoded.reading(Array(text.utf8), plan: Self.plan, blockBytes: 16)
        #expect(decoded.summary.blankLines == blankLines)
        #expect(decoded.summary.records == 0 && decoded.rejects.isEmpty)
    }

    @Test("one byte of anything else, wherever it stands, makes it a record that is too long")
    func notBlank() {
        for place in [0, 50, 99, 4000, 8999] {
            let text = "\n" + Self.spaces(place) + "x" + Self.spaces(8999 - place) + "\n\n{\"a\":\"1\"}\n"
            let decoded = Decoded.reading(Array(text), plan: Self.plan, blockBytes: 64)
            #expect(decoded.rejects.map(\.rawLength) == [9000] && decoded.rejects.map(\.byteOffset) == [1])
            #expect(decoded.summary.records == 2 && decoded.summary.blankLines == 2)
        }
    }
}
