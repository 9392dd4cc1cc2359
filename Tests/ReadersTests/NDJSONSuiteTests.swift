import Foundation
import Readers
import RowModel
import TestSupport
import Testing

/// Files written by others, read from the shared folder.
@Suite(.enabled(if: SharedFolder.isPresent, "the shared folder is absent"))
struct NDJSONSuiteTests {
    private struct JSONCase: Decodable {
        var name: String
        var expect: String
        var input_b64: String?
        var wrapped_ndjson_line_b64: String?
        var wrapped_expect: String?
        var contains_newline: Bool
    }

    private struct NDJSONFile: Decodable {
        var file: String
        var good_records: Int
        var bad_records: Int
        var blank_lines: Int
    }

    private func lines<Line: Decodable>(_ path: String, as type: Line.Type) throws -> [Line] {
        let text = try String(contentsOf: SharedFolder.url.appending(path: path), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
    }

    /// The cases that are too long for the list, by what JSONTestSuite makes them of.
    private static let longCases = [
        "n_structure_100000_opening_arrays.json": Data(String(repeating: "[", count: 100_000).utf8),
        "n_structure_open_array_object.json": Data((String(repeating: "[{\"\":", count: 50_000) + "\n").utf8),
    ]

    @Test("every case of JSONTestSuite is accepted or refused as it says, as the value of a json column")
    func jsonTestSuite() throws {
        let cases = try lines("suites/json/vectors.jsonl", as: JSONCase.self)
        #expect(cases.count == 318)
        for test in cases {
            // The case itself, as a json column of CSV would hold it.
            let text = try #require(test.input_b64.map { Data(base64Encoded: $0) } ?? Self.longCases[test.name])
            let isValid = text.withPadding { bytes, count in (try? JSONScanner(bytes: bytes, end: count).validate()) != nil }
            #expect(isValid == ReferenceJSON.isValid(Array(text)), "\(test.name)")
            if test.expect == "accept" { #expect(isValid, "\(test.name)") }
            if test.expect == "reject" { #expect(!isValid, "\(test.name)") }

            // Cases that hold a newline can't stand on a line.
            if test.contains_newline { continue }
            let line = try #require(test.wrapped_ndjson_line_b64.map { Data(base64Encoded: $0) } ?? Data("{\"v\":".utf8) + text + Data("}".utf8))
            let run = try NDJSONRun(line, columns: [("v", nil, .json)])
            #expect(run.rows.count + run.rejects.count == 1, "\(test.name)")
            if test.wrapped_expect == "reject" { #expect(run.rejects.count == 1, "\(test.name)") }
            if test.wrapped_expect == "accept" {
                #expect(run.rows.count == 1, "\(test.name): \(run.reasons)")
                let isNull = text.split(separator: UInt8(ascii: " ")).first.map { $0.elementsEqual("null".utf8) } == true
                guard case .text(let value)? = run.values.first?.first else {
                    #expect(isNull && run.values == [[.null]], "\(test.name)")
                    continue
                }
                #expect(String(decoding: line, as: UTF8.self).contains(value), "\(test.name)")
            }
        }
    }

    /// What we chose where the suite leaves the choice.
    private static let decisions: [String: (good: Int, bad: Int)] = [
        // Keys that no column asks for may stand twice; with a column `id` this one is refused (tested below).
        "dup_keys.ndjson": (0, 1),
        // A text cell can't hold U+0000: SQLite's text functions would cut it there.
        "nul_escape.ndjson": (0, 1),
        // "id" is an integer column here, and all numbers of that file are in "n", which is text: nothing is rounded.
        "numbers.ndjson": (20, 0),
        // The last NUL byte behind the last line end is a record too; InputReader refuses UTF-16 before it comes to this.
        "utf16le.ndjson": (0, 3),
    ]

    @Test("every file of the suite gives its rows, rejects and blank lines, whole or a byte at a time")
    func files() throws {
        let files = try lines("suites/ndjson/manifest.jsonl", as: NDJSONFile.self)
        #expect(files.count == 47)
        for file in files {
            let content = try Data(contentsOf: SharedFolder.url.appending(path: "suites/ndjson/\(file.file)"))
            // The reader takes a byte order mark away before the decoder sees a line.
            let bytes = content.starts(with: [0xEF, 0xBB, 0xBF]) ? content.dropFirst(3) : content
            let columns: [(String, String?, ColumnType)] = [
                ("id", nil, .integer), ("name", nil, .text), ("s", nil, .text), ("n", nil, .text), ("v", nil, .json),
            ]
            let run = try NDJSONRun(bytes, columns: columns)
            let expected = Self.decisions[file.file] ?? (file.good_records, file.bad_records)
            #expect(run.rows.count == expected.good && run.rejects.count == expected.bad, "\(file.file): \(run.reasons)")
            #expect(run.blankLines == file.blank_lines, "\(file.file)")
            if bytes.count < 2000 { #expect(try NDJSONRun(bytes, columns: columns, blocks: [1]) == run, "\(file.file)") }
        }
    }

    @Test("the odd keys of the suite are all reachable")
    func oddKeys() throws {
        let odd = try Data(contentsOf: SharedFolder.url.appending(path: "suites/ndjson/odd_keys.ndjson"))
        let keys = ["a\"b", "a`b", "a]b", "a'b", "a;drop table t--", "select", "a\0b", "rowid", "_weir"]
        let run = try NDJSONRun(odd, columns: keys.enumerated().map { ("c\($0)", $1, .integer) })
        #expect(run.values == [(1...9).map { .integer($0) }])
        let cases = try Data(contentsOf: SharedFolder.url.appending(path: "suites/ndjson/case_keys.ndjson"))
        #expect(try NDJSONRun(cases, columns: [("a", "ID", .integer), ("b", "id", .integer), ("c", "Id", .integer)]).values == [[.integer(3), .integer(2), .integer(1)]])
        let empty = try Data(contentsOf: SharedFolder.url.appending(path: "suites/ndjson/empty_key.ndjson"))
        #expect(try NDJSONRun(empty, columns: [("a", "", .integer)]).values == [[.integer(1)]])
    }

    @Test("no number of the suite is rounded or lost in silence")
    func numbers() throws {
        let bytes = try Data(contentsOf: SharedFolder.url.appending(path: "suites/ndjson/numbers.ndjson"))
        let integers = try NDJSONRun(bytes, columns: [("n", nil, .integer)])
        #expect(integers.values == [[.integer(0)], [.integer(9_007_199_254_740_993)], [.integer(.max)], [.integer(.min)]])
        #expect(integers.rejects.count == 16)
        let reals = try NDJSONRun(bytes, columns: [("n", nil, .real)])
        #expect(reals.rejects.map(\.record) == [15, 16, 17])
        let any = try NDJSONRun(bytes, columns: [("n", nil, .any)])
        #expect(any.rejects.isEmpty && any.values[7] == [.text("9223372036854775808")] && any.values[14] == [.text("1e400")])
    }

    @Test("real files are read whole", arguments: [
        ("nested/citm-performances.ndjson", nil), ("nested/github_events.ndjson", nil), ("nested/twitter-statuses.ndjson", nil), ("mongodb/grades.json", 280),
    ] as [(String, Int?)])
    func realFiles(path: String, records: Int?) throws {
        let bytes = try Data(contentsOf: SharedFolder.url.appending(path: "data/\(path)"))
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let whole = try NDJSONRun(bytes, columns: [("id", nil, .json), ("text", nil, .text)], extra: .capture(slot: 2))
        #expect(whole.rejects.isEmpty && whole.rows.count == lines.count && whole.records == records ?? lines.count)
        for (row, line) in zip(whole.rows, lines) {
            // What was captured and what was not, put together, is the record again.
            var object = try #require(JSONSerialization.jsonObject(with: Data(line)) as? NSDictionary as? [String: Any])
            object["id"] = nil
            if let text = object.removeValue(forKey: "text") as? String { #expect(row.values[1] == .text(text)) }
            guard row.values.count == 3, case .text(let captured) = row.values[2] else {
                #expect(object.isEmpty)
                continue
            }
            let again = try #require(JSONSerialization.jsonObject(with: Data(captured.utf8)) as? NSDictionary)
            #expect(again == object as NSDictionary)
        }
        #expect(try NDJSONRun(bytes, columns: [("id", nil, .json), ("text", nil, .text)], extra: .capture(slot: 2), blocks: [4099], rowCapacity: 13) == whole)
    }
}

extension Data {
    /// Calls `body` with the bytes as they would stand in an arena.
    func withPadding<Result>(_ body: (UnsafePointer<UInt8>, Int) throws -> Result) rethrows -> Result {
        let padded = Array(self) + Array(repeating: UInt8(ascii: "\""), count: RowBatch.arenaPadding)
        return try padded.withUnsafeBufferPointer { try body($0.baseAddress!, count) }
    }
}
