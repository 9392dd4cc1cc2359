// What stands in front of a header may be longer than any record.

import Foundation
import Readers
import RowModel
import TestSupport
import Testing

struct CSVPreambleTests {
    private static let columns = [SourceColumn(name: "a", type: .integer, slot: 0)]

    /// What is inferred from a file of these bytes.
    private static func sample(
        _ text: String, maxRecordBytes: Int, _ change: (inout CSVDialect) -> Void
    ) throws -> InputSample {
        let path = FileManager.default.temporaryDirectory.appending(path: "weir-preamble-\(UUID()).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        var dialect = CSVDialect()
        change(&dialect)
        return try InputSample(path: path, format: .csv(dialect), compression: .auto, maxRecordBytes: maxRecordBytes)
    }

    @Test("a comment in front of the header is one comment, however long", arguments: ["\n", "\r\n", "\r"])
    func longComment(lineEnd: String) {
        let comment = "#" + String(repeating: "c\"", count: 4500)
        let text = ["", comment, "#", comment, "a", "1", ""].joined(separator: lineEnd)
        let plan = DecodePlan.csv(columns: Self.columns, maxRecordBytes: 100) { $0.comment = UInt8(ascii: "#") }
        for blockBytes in [16, 4096, 1 << 20] {
            for chunk in [1, 4096, .max] {
                let decoded = Decoded.reading(Array(text), plan: plan, blockBytes: blockBytes, nextChunk: { chunk })
                #expect(decoded.error == nil && decoded.values == [["1"]])
                #expect(decoded.summary.records == 1 && decoded.summary.commentLines == 3 && decoded.summary.blankLines == 1)
            }
        }
    }

    @Test("an input that is nothing but a long comment holds no header")
    func nothingElse() {
        let plan = DecodePlan.csv(columns: Self.columns, maxRecordBytes: 100) { $0.comment = UInt8(ascii: "#") }
        let decoded = Decoded.reading(Array("#" + String(repeating: "c", count: 9000)), plan: plan)
        #expect(decoded.error == .undecodable(input: "input.csv", .noHeader))
    }

    @Test("columns are inferred behind skipped lines and comments of any length")
    func inferred() throws {
        let long = String(repeating: "c", count: 1_500_000)
        for text in ["\(long)\na\n1\n", "\u{FEFF}\(long)\r\na\n1\n"] {
            let sample = try Self.sample(text, maxRecordBytes: 100) { $0.skipLines = 1 }
            #expect(sample.columns == [InferredColumn(name: "a", from: "a", type: .integer)] && sample.records == 1)
        }
        let sample = try Self.sample("#\(long)\na\n1\n", maxRecordBytes: 100) { $0.comment = UInt8(ascii: "#") }
        #expect(sample.columns.map(\.name) == ["a"] && sample.records == 1)
    }

    @Test("a header that is really too long says so when columns are inferred, too")
    func longHeader() {
        let error = #expect(throws: ReadError.self) {
            _ = try Self.sample(String(repeating: "a", count: 200_000) + "\n1\n", maxRecordBytes: 100) { _ in }
        }
        #expect(error?.description.hasSuffix("it is longer than max_record (100 bytes)") == true)
    }
}
