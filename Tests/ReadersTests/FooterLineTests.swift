// What stands behind the last record.

import Readers
import RowModel
import TestSupport
import Testing

@Suite("CSV footer lines")
struct FooterLineTests {
    private static let columns = [SourceColumn(name: "a", type: .text, slot: 0)]

    private static func read(
        _ text: String, footer: Int, maxRecordBytes: Int = 1 << 20, blockBytes: Int = 64, chunk: Int = .max,
        _ change: (inout CSVDialect) -> Void = { _ in }
    ) -> Decoded {
        let plan = DecodePlan.csv(columns: columns, maxRecordBytes: maxRecordBytes) {
            $0.footerLines = footer
            change(&$0)
        }
        return Decoded.reading(Array(text), plan: plan, blockBytes: blockBytes, rowCapacity: 3, nextChunk: { chunk })
    }

    @Test("the last lines are no records, whatever ends them and however they come", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(lineEnd: String) {
        let records = (1...20).map { "r\($0)" }
        for footer in [["TOTAL, \"20\""], ["", "x"], ["", "\"", ""], Array(repeating: "total", count: 40)] {
            for lastEnd in footer.last == "" ? [lineEnd] : ["", lineEnd] {
                let text = (["a"] + records + footer).joined(separator: lineEnd) + lastEnd
                for blockBytes in [1, 16, 4096] {
                    for chunk in [1, 5, .max] {
                        let decoded = Self.read(text, footer: footer.count, blockBytes: blockBytes, chunk: chunk)
                        #expect(decoded.error == nil && decoded.rejects.isEmpty)
                        #expect(decoded.values == records.map { [$0] }, "\(text.debugDescription)")
                        #expect(decoded.summary.blankLines == 0 && decoded.summary.decodedBytes == text.utf8.count)
                        #expect(decoded.summary.crc32 == Gzip.crc32(Array(text.utf8)))
                    }
                }
            }
        }
    }

    @Test("a quoted field that reaches into the footer never closes: its record is a reject")
    func quotedIntoFooter() {
        let decoded = Self.read("a\nx\n\"y\nTOTAL\"\n", footer: 1)
        #expect(decoded.values == [["x"]])
        #expect(decoded.rejects.map(\.raw) == [Array("\"y\n")])
        #expect(decoded.rejects.first?.reason.contains("never closes") == true)
    }

    @Test("an input that is nothing but its footer holds no header, and no records without one")
    func onlyFooter() {
        for text in ["", "a\n", "a\nb"] {
            #expect(Self.read(text, footer: 2).error == .undecodable(input: "input.csv", .noHeader))
            let decoded = Self.read(text, footer: 2) { $0.header = .names(["a"]) }
            #expect(decoded.error == nil && decoded.summary.records == 0 && decoded.summary.decodedBytes == text.utf8.count)
        }
    }

    @Test("the footer is cut off before lines are skipped, and neither is a comment or a blank line")
    func order() {
        let decoded = Self.read("skip\nskip\n#c\na\n1\n\n#d\n\n#e\n", footer: 2) {
            $0.skipLines = 2
            $0.comment = UInt8(ascii: "#")
        }
        #expect(decoded.values == [["1"]] && decoded.summary.commentLines == 2 && decoded.summary.blankLines == 1)
        #expect(Self.read("skip\nskip\n", footer: 1) { $0.skipLines = 2; $0.header = .names(["a"]) }.summary.records == 0)
    }

    @Test("a record longer than max_record is one reject, with a footer too", arguments: [1, 64, 4096])
    func oversized(blockBytes: Int) {
        let long = String(repeating: "x", count: 5000)
        let decoded = Self.read("a\n1\n\(long)\n2\nEND\n\(long)", footer: 2, maxRecordBytes: 100, blockBytes: blockBytes, chunk: 7)
        #expect(decoded.values == [["1"], ["2"]] && decoded.rejects.map(\.rawLength) == [5000] && decoded.error == nil)
    }

    @Test("lines too long to be held back fail the input, and memory stays bounded")
    func tooLong() {
        let decoded = Self.read("a\n1\n" + String(repeating: "x", count: 5 << 20), footer: 1, maxRecordBytes: 1000, blockBytes: 4096)
        #expect(decoded.error == .undecodable(input: "input.csv", .footerTooLong(lines: 1, byteOffset: 4, limit: 1 << 20)))
        #expect(decoded.largestArena < 4 << 20)
    }

    @Test("going on behind any batch gives what was still to come")
    func resumed() throws {
        let text = "a\n" + (1...40).map { "r\($0)\n" }.joined() + "TOTAL\n40\n"
        let plan = DecodePlan.csv(columns: Self.columns) { $0.footerLines = 2 }
        let shape = BatchShape(slots: 1, rowCapacity: 7, blockBytes: 32)
        func reader() throws -> InputReader {
            try InputReader(
                source: ChunkedSource(Array(text), nextChunk: { 9 }), name: "input.csv", inputIndex: 0, plan: plan,
                pool: BatchPool(shape: shape, limit: 2))
        }
        let whole = try reader()
        var ends: [InputCheckpoint] = []
        while let batch = try whole.next() {
            ends.append(
                InputCheckpoint(
                    records: whole.summary.records, blankLines: 0, commentLines: 0, decodedBytes: batch.streamOffset + batch.blockEnd,
                    readMark: batch.readMark))
        }
        #expect(ends.count > 3 && ends.last?.decodedBytes == text.utf8.count)
        for end in ends {
            let rest = try reader()
            try rest.skip(to: end)
            var rows = 0
            while let batch = try rest.next() { rows += batch.rowCount }
            #expect(rows == 40 - end.records && rest.summary.records == 40)
        }
    }
}
