import Foundation
import Readers
import RowModel
import TestSupport
import Testing

struct NDJSONInferenceTests {
    private func infer(_ text: String, isWhole: Bool = true) -> [InferredColumn] {
        Array(text.utf8).withUnsafeBytes { inferColumns(ndjsonSample: $0, isWhole: isWhole) }
    }

    @Test("columns come in the order of their first appearance, nested values as json")
    func order() {
        let columns = infer(
            ##"""
            {"id":1,"name":"a","tags":[1]}

            {"score":1.5,"id":2,"user":{"x":1},"ok":true}
            {"none":null}
            """##)
        #expect(columns == [
            InferredColumn(name: "id", from: "id", type: .integer), InferredColumn(name: "name", from: "name", type: .text),
            InferredColumn(name: "tags", from: "tags", type: .json), InferredColumn(name: "score", from: "score", type: .real),
            InferredColumn(name: "user", from: "user", type: .json), InferredColumn(name: "ok", from: "ok", type: .boolean),
            InferredColumn(name: "none", from: "none", type: .text),
        ])
    }

    @Test("a type is chosen only if it loses nothing", arguments: [
        (["1", "-5", "null"], ColumnType.integer), (["9223372036854775807"], .integer), (["9223372036854775808"], .text), (["-0"], .text),
        (["1", "1.5"], .real), (["9007199254740992", "1.5"], .real), (["9007199254740993", "1.5"], .text), (["1e3"], .real), (["-0.0"], .real),
        (["1e400"], .text), (["1e-400"], .text), (["0.30000000000000004"], .real), (["3.141592653589793238462643383279"], .text),
        (["1.500000000000000000000000"], .text), (["1", "\"1\""], .text), (["\"12\""], .text), (["\"007\""], .text), (["true", "null"], .boolean), (["true", "1"], .text),
        (["true", "\"x\""], .text), (["{}", "1"], .json), (["\"x\"", "[]"], .json), (["null"], .text), (["null", "null", "3"], .integer),
    ])
    func types(values: [String], type: ColumnType) throws {
        let text = values.map { "{\"v\":\($0)}" }.joined(separator: "\n")
        #expect(infer(text).map(\.type) == [type])
        // What was inferred takes every value of the sample.
        #expect(try NDJSONRun(text.utf8, columns: [("v", nil, type)]).rejects.isEmpty)
    }

    @Test("keys become names that SQLite keeps apart, and paths that find them")
    func names() throws {
        let line = ##"{"Id":1,"id":2,"ID":3,"id_2":4,"":5,"a.b":6,"c\\d":7,"e\u0000f":8,"\u00e9":9}"##
        let columns = infer(line)
        #expect(columns.map(\.name) == ["Id", "id_3", "ID_4", "id_2", "column_5", "a.b", "c\\d", "e_f", "é"])
        #expect(Set(columns.map(\.name.asciiLowercased)).count == columns.count)
        let run = try NDJSONRun(line.utf8, columns: columns.map { ($0.name, $0.from, $0.type) }, extra: .fail)
        #expect(run.values == [(1...9).map { .integer($0) }])
    }

    @Test("lines that are no records, and a last line that is cut, say nothing")
    func passedOver() {
        let text = "{\"a\":1}\nnot json\n[1]\n{\"a\":\"x\",}\n{\"a\":2} {\"a\":\"x\"}\n{\"a\":3}\n{\"a\":\"x\"}"
        #expect(infer(text, isWhole: false).map(\.type) == [.integer])
        #expect(infer(text, isWhole: true).map(\.type) == [.text])
        #expect(infer("").isEmpty && infer("\n\n").isEmpty && infer("{}").isEmpty)
    }

    @Test("a real file's columns take all of its records", .enabled(if: SharedFolder.isPresent, "the shared folder is absent"), arguments: [
        "nested/citm-performances.ndjson", "nested/github_events.ndjson", "nested/twitter-statuses.ndjson", "mongodb/grades.json",
    ])
    func realFiles(path: String) throws {
        let bytes = try Data(contentsOf: SharedFolder.url.appending(path: "data/\(path)"))
        let columns = bytes.withUnsafeBytes { inferColumns(ndjsonSample: $0, isWhole: true) }
        let run = try NDJSONRun(bytes, columns: columns.map { ($0.name, $0.from, $0.type) }, extra: .fail)
        #expect(run.rejects.isEmpty && run.records > 0)
    }
}

struct CSVInferenceTests {
    /// A batch as the CSV decoder leaves it for a quoted (`"…"`) or plain field a row, an empty plain one being null.
    private func batch(_ rows: [[String]]) -> RowBatch {
        let slots = rows[0].count
        let batch = RowBatch(shape: BatchShape(slots: slots, rowCapacity: rows.count, blockBytes: 64))
        for fields in rows {
            for (slot, field) in fields.enumerated() {
                let isQuoted = field.hasPrefix("\"")
                let offset = Array(field.utf8).withUnsafeBytes { batch.append($0) }
                batch.row(batch.rowCount)[slot] = field.isEmpty
                    ? .null
                    : .text(offset: isQuoted ? offset + 1 : offset, length: isQuoted ? field.utf8.count - 2 : field.utf8.count)
                _ = Array(",".utf8).withUnsafeBytes { batch.append($0) }
            }
            batch.rowCount += 1
        }
        batch.blockEnd = batch.arenaCount
        return batch
    }

    private func types(_ rows: [[String]]) -> [ColumnType] {
        let columns = rows[0].indices.map { SourceColumn(name: "c\($0)", type: .text, slot: $0) }
        return inferColumns(csvSample: [batch(rows)], columns: columns, dialect: CSVDialect()).map(\.type)
    }

    @Test("a type is chosen only if it loses nothing", arguments: [
        (["1", "-20", ""], ColumnType.integer), (["1.5", "2"], .real), (["1.50"], .real), (["9007199254740993", "0.5"], .text), (["007"], .text), (["0.5", "00.5"], .text),
        (["-"], .text), (["+5"], .text), (["-0"], .text), (["9223372036854775808"], .text), ([".5"], .text), (["1e400"], .text), (["NaN", "1"], .text), ([" 1"], .text),
        (["true", "false"], .text), (["2026-11-19"], .text), (["", ""], .text), (["12345678901234567.89"], .text), (["0"], .integer),
    ])
    func oneColumn(values: [String], type: ColumnType) {
        #expect(types(values.map { [$0] }) == [type])
    }

    @Test("numbers in quotes are numbers only where everything is in quotes")
    func quotes() {
        #expect(types([["\"1\"", "\"a\""], ["\"2\"", "\"b\""]]) == [.integer, .text])
        #expect(types([["\"10115\"", "1"], ["\"20095\"", "2"]]) == [.text, .integer])
        #expect(types([["\"10115\"", ""], ["\"20095\"", ""]]) == [.integer, .text])
        #expect(types([["\"\"", "\"5\""], ["\"7\"", "\"\""]]) == [.integer, .integer])
    }
}
