// The one byte order mark that is no part of the data: the first bytes of an input.

import Foundation
import Readers
import RowModel
import TestSupport
import Testing

struct ByteOrderMarkTests {
    private static let plan = DecodePlan(
        format: .ndjson, compression: .auto, columns: [SourceColumn(name: "id", type: .integer, slot: 0)],
        extraColumns: .fail, maxRecordBytes: 1000)

    /// A mark that only the first line may start with.
    private static let secondMark = "byte 1: a byte order mark, which only the first line may start with; files put together?"

    @Test("a byte order mark is part of the decoded bytes and of no record")
    func csv() {
        let decoded = Decoded.reading(Array("\u{FEFF}x\"\na\n"), plan: .csv(width: 1), nextChunk: { 1 })
        #expect(decoded.values == [["a"]])
        #expect(decoded.rejects.map(\.byteOffset) == [3])
        #expect(decoded.summary.decodedBytes == 8)
        #expect(decoded.summary.crc32 == Gzip.crc32(Array("\u{FEFF}x\"\na\n")))
    }

    @Test("so it is in NDJSON, wherever the bytes are cut")
    func ndjson() {
        for text in ["\u{FEFF}{\"id\":1}\n", "\u{FEFF}{\"id\":1}", "\u{FEFF}\n{\"id\":1}"] {
            for chunk in [1, 2, 3, .max] {
                let decoded = Decoded.reading(Array(text), plan: Self.plan, nextChunk: { chunk })
                #expect(decoded.values == [["1"]] && decoded.rejects.isEmpty)
            }
        }
        let empty = Decoded.reading(Array("\u{FEFF}"), plan: Self.plan).summary
        #expect(empty.records == 0 && empty.blankLines == 0 && empty.decodedBytes == 3)
    }

    @Test("a second mark is data: a record in NDJSON, part of the first name or value in CSV")
    func twoMarks() {
        for chunk in [1, 4, .max] {
            let lines = Decoded.reading(Array("\u{FEFF}\u{FEFF}\n{\"id\":1}\n"), plan: Self.plan, nextChunk: { chunk })
            #expect(lines.values == [["1"]])
            #expect(lines.rejects.map(\.reason) == [Self.secondMark] && lines.rejects.map(\.byteOffset) == [3])
            #expect(lines.summary.records == 2 && lines.summary.blankLines == 0)

            let fields = Decoded.reading(Array("\u{FEFF}\u{FEFF}\na\n"), plan: .csv(width: 1), nextChunk: { chunk })
            #expect(fields.values == [["\u{FEFF}"], ["a"]])
        }
    }

    @Test("a sample, too, is looked at behind one mark only")
    func sample() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "weir-mark-\(UUID()).ndjson").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for (marks, records) in [("", 2), ("\u{FEFF}", 2), ("\u{FEFF}\u{FEFF}", 1)] {
            try Data((marks + "{\"id\":1}\n{\"id\":2}\n").utf8).write(to: URL(filePath: path))
            let sample = try InputSample(path: path, format: .ndjson, compression: .auto, maxRecordBytes: 1000)
            #expect(sample.records == records)
            #expect(sample.columns == [InferredColumn(name: "id", from: "id", type: .integer)])
        }
    }
}
