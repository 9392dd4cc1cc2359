// The CR of a CRLF is no part of a record, and of no length.

import Readers
import RowModel
import Testing

struct NDJSONLineEndTests {
    /// 64 bytes: the longest record that the tests allow.
    private static let exact = "{\"id\":2}" + String(repeating: " ", count: 56)
    private static let blocks: [[Int]?] = [nil, [1], [7, 50], [64], [65], [66], [1000]]

    private static func run(_ lines: [String], _ lineEnd: String, blocks: [Int]?) throws -> NDJSONRun {
        try NDJSONRun(
            lines.map { $0 + lineEnd }.joined().utf8, columns: [("id", nil, .integer)], maxRecord: 64, blocks: blocks)
    }

    @Test("a record as long as max_record is a row with LF and with CRLF", arguments: blocks)
    func exact(blocks: [Int]?) throws {
        for lineEnd in ["\n", "\r\n"] {
            let run = try Self.run([Self.exact, Self.exact], lineEnd, blocks: blocks)
            #expect(run.values == [[.integer(2)], [.integer(2)]] && run.rejects.isEmpty)
            #expect(run.rows.map(\.raw) == [Self.exact, Self.exact])
        }
    }

    @Test("one that is longer is the same reject with LF and with CRLF", arguments: blocks)
    func longer(blocks: [Int]?) throws {
        let long = [Self.exact + " ", Self.exact + "  ", Self.exact + String(repeating: "x", count: 300)]
        let unix = try Self.run(long, "\n", blocks: blocks)
        let windows = try Self.run(long, "\r\n", blocks: blocks)
        #expect(unix.rejects.map(\.rawLength) == [65, 66, 364])
        #expect(windows.rejects.map(\.rawLength) == [65, 66, 364])
        #expect(windows.rejects.map(\.raw) == unix.rejects.map(\.raw) && windows.reasons == unix.reasons)
    }
}
