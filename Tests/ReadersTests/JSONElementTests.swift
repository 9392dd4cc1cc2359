// JSON that is one array, or elements one behind the other.

import Readers
import RowModel
import TestSupport
import Testing

extension DecodePlan {
    static func json(
        _ columns: [SourceColumn] = [SourceColumn(name: "id", type: .integer, slot: 0)], format: RecordFormat = .json,
        extraColumns: ExtraColumns = .ignore, maxRecordBytes: Int = 1 << 20
    ) -> DecodePlan {
        DecodePlan(
            format: format, compression: .auto, columns: columns, extraColumns: extraColumns, maxRecordBytes: maxRecordBytes)
    }
}

@Suite("JSON elements")
struct JSONElementTests {
    private static func read(_ text: String, maxRecordBytes: Int = 1 << 20) -> Decoded {
        .reading(Array(text.utf8), plan: .json(maxRecordBytes: maxRecordBytes))
    }

    @Test("an array, and objects one behind the other, are a record each, however they are laid out", arguments: [
        "[{\"id\":1},{\"id\":2}]", "{\"id\":1}{\"id\":2}", "{\"id\":1}\n{\"id\":2}\n",
        " \r\n[\n  {\n    \"id\": 1\n  } ,\n  { \"id\" :\t2 }\n]\n\n", "{\n\"id\":\n1\n}\n\n{ \"id\": 2, \"x\": [\"}\", {\"]\": \"\\\"{\"}] }",
        "\u{FEFF}[{\"id\":1},{\"id\":2}]", "[{\"id\":1,\"s\":\"[{\\\\\"},{\"id\":2}]",
    ])
    func layouts(text: String) {
        let decoded = Self.read(text)
        #expect(decoded.error == nil && decoded.values == [["1"], ["2"]] && decoded.summary.records == 2)
        #expect(decoded.summary.decodedBytes == text.utf8.count && decoded.summary.blankLines == 0)
    }

    @Test("nothing, and an empty array, hold no records", arguments: ["", " \n\t", "[]", " [ \n ] ", "\u{FEFF}"])
    func empty(text: String) {
        let decoded = Self.read(text)
        #expect(decoded.error == nil && decoded.rows.isEmpty && decoded.summary.records == 0)
    }

    @Test("an element that is no sound object is a reject between others, with its place and its bytes", arguments: [
        ("5", "the record is a number, not an object"), ("null", "the record is null, not an object"),
        ("\"}, {\"", "the record is a string, not an object"), ("[1,{\"id\":7}]", "the record is an array, not an object"),
        ("[]", "the record is an array, not an object"), ("NaN", "an object is expected, not \"NaN\""),
        ("-", "an object is expected, not \"-\""), ("\"\\x\"", "an object is expected, not \"\\\"\\\\x\\\"\""),
        ("{\"id\":1,}", "byte 9: a comma stands before the closing bracket, not \"}\""),
        ("{id:1}", "byte 2: a key in quotes is expected, not \"id:1}\""), ("{\"id\":01}", "byte 8: a number is malformed, not \"1}\""),
        ("{\"id\":[1}}", "byte 9: a comma or ] is expected, not \"}}\""), ("{\"id\":x}", "byte 7: a value is expected, not \"x}\""),
        ("{\"id\":tru}", "byte 7: a value is expected, not \"tru}\""),
        ("{\"a\":\"\n\"}", "byte 7: a control character stands in a string unescaped, not \"\\n\\\"}\""),
        ("{\"id\":\"x\"}", "\"x\" is not an integer"), ("{\"id\":1,\"id\":1}", "the key \"id\" stands twice"),
    ])
    func rejects(element: String, reason: String) {
        for (text, offset) in [("[{\"id\":1},\(element),{\"id\":2}]", 10), ("{\"id\":1} \(element) {\"id\":2}", 9)] {
            let decoded = Self.read(text)
            #expect(decoded.error == nil && decoded.values == [["1"], ["2"]], "\(text): \(String(describing: decoded.error))")
            #expect(decoded.rejects.map(\.reason) == [reason])
            #expect(decoded.rejects.first?.record == 2 && decoded.rejects.first?.byteOffset == offset)
            #expect(decoded.rejects.first?.raw == Array(element.utf8) && decoded.summary.records == 3)
        }
    }

    @Test("where the next element can't be found the input fails there, behind the records in front of it", arguments: [
        ("[{\"id\":1}", 1, 2, 9, "the input ends before the ] that closes the array; it may be truncated"),
        ("[", 0, 1, 1, "the input ends before the ] that closes the array; it may be truncated"),
        ("[{\"id\":1},", 1, 2, 10, "the input ends before the ] that closes the array; it may be truncated"),
        ("[{\"id\":1},{\"id\":2", 1, 2, 10, "the input ends within the record; it may be truncated"),
        ("{\"id\":1}{\"id\":\"}", 1, 2, 8, "the input ends within the record; it may be truncated"),
        ("[{\"id\":1},]", 1, 2, 10, "a comma stands before the ] that closes the array"),
        ("[,]", 0, 1, 1, "an object is expected, not \",\""), ("[{\"id\":1},,{}]", 1, 2, 10, "an object is expected, not \",\""),
        ("[{\"id\":1} {}]", 1, 2, 10, "a comma or ] is expected behind an element of the array, not \"{\""),
        ("[{\"id\":1}}]", 1, 2, 9, "a comma or ] is expected behind an element of the array, not \"}\""),
        ("[{\"id\":1}] 5", 1, 2, 11, "something stands behind the array; a content is one array, or objects one behind the other, not \"5\""),
        ("[{\"id\":1}][]", 1, 2, 10, "something stands behind the array; a content is one array, or objects one behind the other, not \"[\""),
        ("{\"id\":1},{\"id\":2}", 1, 2, 8, "a comma stands behind a record that is in no array; are [ and ] missing around them all?"),
        ("{\"id\":1}]", 1, 2, 8, "an object is expected, not \"]\""), ("}", 0, 1, 0, "an object is expected, not \"}\""),
        ("[{\"id\":1},{\"id\":[2]]", 1, 2, 19, "the record starts with one kind of bracket and ends with the other"),
    ])
    func broken(text: String, rows: Int, record: Int, byteOffset: Int, reason: String) {
        for size in [1, 3, 1000] {
            let decoded = Decoded.reading(Array(text.utf8), plan: .json(), nextChunk: { size })
            #expect(
                decoded.error == .undecodable(
                    input: "input.csv", .notElements(record: record, byteOffset: byteOffset, reason: reason)))
            #expect(decoded.rows.count == rows && decoded.rejects.isEmpty)
            #expect(decoded.error?.exitCode == .badData)
        }
    }

    @Test("an element that is too long is one reject with its start kept, wherever the blocks end", arguments: [1, 7, 64, 100_000])
    func oversized(size: Int) {
        let long = "{\"id\":1,\"x\":\"" + String(repeating: "y", count: 300) + "\"}"
        let exact = "{\"id\":2,\"x\":\"" + String(repeating: "z", count: 49) + "\"}"
        let word = String(repeating: "w", count: 65)
        let text = "[{\"id\":1},\(long),\(exact),\(exact.dropLast())},\(long),\(word), {\"id\":3}]"
        let decoded = Decoded.reading(Array(text.utf8), plan: .json(maxRecordBytes: 64), nextChunk: { size })
        #expect(exact.utf8.count == 64 && decoded.error == nil)
        #expect(decoded.values == [["1"], ["2"], ["2"], ["3"]])
        #expect(decoded.rejects.map(\.record) == [2, 5, 6])
        #expect(decoded.rejects.map(\.raw) == [Array(long.utf8), Array(long.utf8), Array(word.utf8)])
        #expect(decoded.rejects.allSatisfy { $0.reason == "the record is longer than max_record (64 bytes)" })
        #expect(decoded.rejects.first?.byteOffset == 10)
    }

    @Test("an element of any length and depth takes no more memory than max_record, and only its start is kept")
    func endless() {
        let deep = String(repeating: "[", count: 2_000_000) + String(repeating: "]", count: 2_000_000)
        let decoded = Decoded.reading(
            Array("[\(deep),{\"id\":1}]".utf8), plan: .json(maxRecordBytes: 1000), blockBytes: 4096)
        #expect(decoded.values == [["1"]] && decoded.rejects.map(\.rawLength) == [4_000_000])
        #expect(decoded.rejects.first?.raw.count == RecordDecoding.oversizedExcerptBytes)
        #expect(decoded.largestArena < 1 << 18)
    }

    @Test("what went in is what is there, wherever the bytes are cut, in an array or not")
    func chunking() {
        var random = SeededGenerator()
        let columns = [
            SourceColumn(name: "id", type: .integer, slot: 0), SourceColumn(name: "s", type: .text, slot: 1),
            SourceColumn(name: "x", from: "o.x[1]", type: .json, slot: 2),
        ]
        let texts = ["", "a", "}{", "],[", "\\\"", "\\\\", "\\u00e9", "日本", "😀\\n"]
        let blanks = ["", "", "", " ", "\n", "\r\n\t  "]
        for _ in 0..<150 {
            let isArray = Bool.random(using: &random)
            var text = isArray ? "[" : ""
            var expected: [String] = []
            for id in 0..<Int.random(in: 0...40, using: &random) {
                if isArray, id > 0 { text += "," }
                text += blanks.randomElement(using: &random)!
                if Int.random(in: 0..<6, using: &random) == 0 {
                    // What is no object would be an array around the rest, if it came first.
                    text += ["[[1],2] ", "\"x\\\"\" ", "{\"id\":1.5}", "{\"a\":}"].randomElement(using: &random)!
                    if !isArray, id == 0 { text = "{}"; expected.append("-") } else { expected.append("reject") }
                } else {
                    let string = texts.randomElement(using: &random)! + texts.randomElement(using: &random)!
                    text += "{\"s\":\"\(string)\", \"o\":{\"x\":[0,{\"id\":[\(id)]}]}\n,\"id\":\(id)}"
                    expected.append("\(id)")
                }
                text += blanks.randomElement(using: &random)!
            }
            if isArray { text += "]" }
            let bytes = Array(text.utf8)
            let whole = Decoded.reading(bytes, plan: .json(columns), blockBytes: 1 << 16)
            #expect(whole.error == nil, "WEIR_SEED=\(random.seed)")
            let outcomes = (whole.rows.map { ($0.record, $0.values[0] ?? "-") } + whole.rejects.map { ($0.record, "reject") })
                .sorted { $0.0 < $1.0 }
            #expect(outcomes.map(\.1) == expected, "WEIR_SEED=\(random.seed): \(text)")
            for row in whole.rows {
                if let id = row.values[0] { #expect(row.values[2] == "{\"id\":[\(id)]}", "WEIR_SEED=\(random.seed)") }
            }
            for _ in 0..<4 {
                let capacity = Int.random(in: 1...9, using: &random)
                let longest = [1, 7, 100].randomElement(using: &random)!
                let cut = Decoded.reading(
                    bytes, plan: .json(columns), blockBytes: [16, 64, 1000].randomElement(using: &random)!, rowCapacity: capacity,
                    nextChunk: { Int.random(in: 1...longest, using: &random) })
                #expect(cut.content == whole.content, "WEIR_SEED=\(random.seed)")
            }
        }
    }

    @Test("reading goes on behind any batch, in the middle of an array or not", arguments: [true, false])
    func resume(isArray: Bool) throws {
        let objects = (1...500).map { "{\"id\": \($0), \"text\": \"[\($0)\"}" }
        let bytes = Array((isArray ? "[\(objects.joined(separator: " ,\n"))]\n" : objects.joined(separator: "\n")).utf8)
        let pool = BatchPool(shape: BatchShape(slots: 1, rowCapacity: 7, blockBytes: 256), limit: 2)
        func reader() throws -> InputReader {
            try InputReader(source: ChunkedSource(bytes) { 100 }, name: "in.json", inputIndex: 0, plan: .json(), pool: pool)
        }
        let first = try reader()
        var checkpoints: [InputCheckpoint] = []
        while let batch = try first.next() {
            checkpoints.append(
                InputCheckpoint(
                    records: first.summary.records, blankLines: 0, commentLines: 0,
                    decodedBytes: batch.streamOffset + batch.blockEnd, readMark: batch.readMark))
            pool.put(batch)
        }
        #expect(checkpoints.count > 70)
        for checkpoint in checkpoints {
            let rest = try reader()
            try rest.skip(to: checkpoint)
            var ids: [Int64] = []
            while let batch = try rest.next() {
                ids += (0..<batch.rowCount).map { batch.row($0)[0].integerValue }
                #expect(batch.rejects.isEmpty)
                pool.put(batch)
            }
            #expect(ids == (checkpoint.records..<500).map { Int64($0 + 1) })
            #expect(rest.summary == first.summary)
        }
    }

    @Test("columns are inferred from the elements at the start, up to one that is cut")
    func inference() {
        func columns(_ text: String) -> [InferredColumn] {
            Array(text.utf8).withUnsafeBytes { inferColumns(jsonSample: $0) }
        }
        let expected = [
            InferredColumn(name: "id", from: "id", type: .integer), InferredColumn(name: "user", from: "user", type: .json),
            InferredColumn(name: "a[0]", from: "a\\[0]", type: .text),
        ]
        let objects = ["{\n\"id\": 1\n}", "{\"id\":2,\"user\":{\"x\":1}, \"a[0]\":\"x\"}"]
        #expect(columns("[\(objects[0]), 5, \(objects[1]),{\"id\":\"cut") == expected)
        #expect(columns(" [\(objects[0]), {\"bad\":}, \(objects[1])]") == expected)
        #expect(columns(objects.joined()) == expected)
        #expect(columns("").isEmpty && columns("[").isEmpty && columns("x,y\n1,2\n").isEmpty)
    }
}
