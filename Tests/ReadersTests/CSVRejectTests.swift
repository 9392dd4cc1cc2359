// Records that are refused: which, with what place and words; and what is null.

import Foundation
import Readers
import RowModel
import Testing

@Suite("CSV rejects")
struct CSVRejectTests {
    private static let typed = [
        SourceColumn(name: "id", type: .integer, slot: 0), SourceColumn(name: "price", type: .real, slot: 1),
        SourceColumn(name: "note", type: .text, slot: 2),
    ]

    private static func read(_ text: String, _ change: (inout CSVDialect) -> Void = { _ in }) -> Decoded {
        Decoded.reading(
            Array(text),
            plan: .csv(columns: typed) {
                $0.header = .absent
                change(&$0)
            })
    }

    @Test("a value that does not convert is a reject with record, offset, column, value and reason")
    func conversion() {
        let decoded = Self.read("1,2.5,a\n2,\"12,50\",b\n\n3,4,c\nx,y,d")
        #expect(decoded.values == [["1", "2.5", "a"], ["3", "4.0", "c"]])
        #expect(decoded.rows.map(\.record) == [1, 3])
        #expect(
            decoded.rejects == [
                DecodedReject(
                    record: 2, byteOffset: 8, column: "price", reason: "\"12,50\" is not a real number",
                    raw: Array("2,\"12,50\",b"), rawLength: 11),
                DecodedReject(
                    record: 4, byteOffset: 27, column: "id", reason: "\"x\" is not an integer", raw: Array("x,y,d"),
                    rawLength: 5),
            ])
        #expect(decoded.summary.records == 4)
        #expect(decoded.summary.blankLines == 1)
    }

    @Test("the excerpt of a value is of the value as it reads, escaped and short")
    func excerpt() {
        let long = String(repeating: "x", count: 100)
        let decoded = Self.read("\"a \"\"b\"\"\n\",1,\n\(long),1,\n")
        #expect(decoded.rejects[0].reason == "\"a \\\"b\\\"\\n\" is not an integer")
        #expect(decoded.rejects[1].reason == "\"\(long.prefix(57))…\" is not an integer")
    }

    @Test("faults of quoting name the field, and the records around them are kept")
    func quoting() {
        let decoded = Self.read("1,2,a \"b\" c,\n2,3,\"b\"c\n3,4,ok\n")
        #expect(decoded.values == [["3", "4.0", "ok"]])
        #expect(
            decoded.rejects.map(\.reason) == [
                "a quote stands inside an unquoted field: \"a \\\"b\\\" c\"", "text follows a closing quote: \"\\\"b\\\"c\"",
            ])
        #expect(decoded.rejects.map(\.column) == ["note", "note"])
    }

    @Test("a quote that opens in the last batch and never closes is one reject, not a lost tail")
    func unclosed() {
        let decoded = Self.read("1,2,a\n2,3,\"b\n3,4,c\r\n4,5,d\n")
        #expect(decoded.values == [["1", "2.0", "a"]])
        #expect(
            decoded.rejects.map(\.reason) == [
                "the quote that opens at byte 10 never closes; it swallows 3 lines up to the end of the input"
            ])
        #expect(decoded.summary.records == 2)
    }

    @Test("a ragged record is a reject, or padded with null, or fails the input")
    func ragged() {
        let text = "1,2,a\n2,3\n3,4,c,\n"
        #expect(Self.read(text).rejects.map(\.reason) == ["2 fields instead of 3", "4 fields instead of 3"])
        let padded = Self.read(text) { $0.ragged = .pad }
        #expect(padded.values == [["1", "2.0", "a"], ["2", "3.0", nil]])
        #expect(padded.rejects.map(\.reason) == ["4 fields instead of 3"])
        let failed = Self.read(text) { $0.ragged = .fail }
        #expect(
            failed.error
                == .undecodable(input: "input.csv", .ragged(record: 2, byteOffset: 6, fields: 2, expected: 3)))
        #expect(
            failed.error?.description
                == "input.csv: record 2 (byte 6): 2 fields instead of 3, and the spec says `ragged: fail`; "
                + "`ragged: reject` would set such records aside")
    }

    @Test("null markers: unquoted is null; quoted is null too where the column can't hold the text")
    func nulls() {
        let decoded = Self.read("1,,\n\"\",\"\",\"\"\n2,NA,NA\n3,\"NA\",\"NA\"\n") { $0.nullMarkers = ["", "NA"] }
        #expect(decoded.values == [["1", nil, nil], [nil, nil, ""], ["2", nil, nil], ["3", nil, "NA"]])
        #expect(Self.read("1,2,NA\n").values == [["1", "2.0", "NA"]])
        let strict = Self.read("1,2,\n1,,x\n") { $0.nullMarkers = [] }
        #expect(strict.values == [["1", "2.0", ""]])
        #expect(strict.rejects.map(\.reason) == ["\"\" is not a real number"])
        let long = String(repeating: "-", count: 80)
        #expect(Self.read("1,2,\(long)\n1,2,\(long)-\n") { $0.nullMarkers = [long] }.values.map { $0[2] } == [nil, long + "-"])
    }

    @Test("text that is not UTF-8, or holds U+0000, is a reject; in a field that nobody asks for it is nothing")
    func notText() {
        let plan = DecodePlan.csv(width: 1)
        #expect(
            Decoded.reading([0x61, 0xE9, 0x0A, 0x62, 0x00, 0x0A, 0xC3, 0xA9], plan: plan).rejects.map(\.reason) == [
                "\"a\\xe9\" is not valid UTF-8; source.encoding can name another encoding", "\"b\\u0000\" contains the character U+0000",
            ])
        let ignoring = DecodePlan.csv(columns: [SourceColumn(name: "a", type: .text, slot: 0)], extraColumns: .ignore)
        #expect(Decoded.reading(Array("a,b\nx,") + [0xE9, 0x00], plan: ignoring).values == [["x"]])
    }

    @Test("a record of exactly max_record bytes is a row; one more is a reject, and the next is read")
    func oversized() {
        for limit in [3, 40, 64, 200, 5000] {
            for end in ["\n", "\r\n", "\r"] {
                let fits = String(repeating: "x", count: limit)
                let decoded = Decoded.reading(
                    Array("a\(end)\(fits)\(end)\(fits)y\(end)b"), plan: .csv(width: 1, maxRecordBytes: limit))
                #expect(decoded.values == [["a"], [fits], ["b"]], "\(limit) \(end.debugDescription)")
                #expect(decoded.rows.map(\.record) == [1, 2, 4])
                #expect(decoded.rejects.map(\.rawLength) == [limit + 1])
                #expect(decoded.rejects.first?.raw == Array(fits + "y"))
                #expect(
                    decoded.rejects.first?.reason
                        == "\((limit + 1).formatted(.number.locale(.init(identifier: "en_US")))) bytes are more than max_record "
                        + "(\(limit.formatted(.number.locale(.init(identifier: "en_US")))))")
            }
        }
    }

    @Test("an input of nothing but dirt comes in batches of bounded rejects")
    func boundedRejects() {
        let decoded = Self.read(String(repeating: "x\n", count: 5000))
        #expect(decoded.rejects.count == 5000)
        #expect(decoded.rejects.map(\.record) == Array(1...5000))
    }
}
