// Paths with indexes, and arrays that are joined.

import Readers
import RowModel
import TestSupport
import Testing

@Suite("arrays")
struct ArrayPathTests {
    private static let columns: [(String, String?, ColumnType)] = [
        ("sku", "items[0].sku", .text), ("second", "items[1]", .json), ("all", "items", .json), ("cell", "grid[1][0]", .integer),
        ("again", "items[0].sku", .text), ("literal", #"x\[0]"#, .integer),
    ]

    @Test("an index leads into an array; parts and whole may both be asked for, and a [ of a key is escaped")
    func indexes() throws {
        let run = try NDJSONRun(
            ##"""
            {"items":[{"sku":"a","n":1},{"sku":"b"},3],"grid":[[1,2],[3,4]],"x[0]":5}
            {"items":[ { "n":1, "sku":"c" } ],"grid":[null,[]]}
            {"items":[],"grid":null}
            {"items":[null,"x\n"],"grid":[[], [ 7 ] , 1]}
            {"grid":[]}
            """##.utf8, columns: Self.columns)
        #expect(run.rejects.isEmpty)
        #expect(run.values == [
            [.text("a"), .text(##"{"sku":"b"}"##), .text(##"[{"sku":"a","n":1},{"sku":"b"},3]"##), .integer(3), .text("a"), .integer(5)],
            [.text("c"), .null, .text(##"[ { "n":1, "sku":"c" } ]"##), .null, .text("c"), .null],
            [.null, .null, .text("[]"), .null, .null, .null],
            [.null, .text(##""x\n""##), .text(##"[null,"x\n"]"##), .integer(7), .null, .null],
            [.null, .null, .null, .null, .null, .null],
        ])
    }

    @Test("what is no array where an index goes on is a reject, and so is an array that stops being JSON", arguments: [
        (##"{"items":5}"##, ##""items" is a number, not an array; the column's path is "items[0].sku""##),
        (##"{"items":{"0":1}}"##, ##""items" is an object, not an array; the column's path is "items[0].sku""##),
        (##"{"items":["x"]}"##, ##""items[0]" is a string, not an object; the column's path is "items[0].sku""##),
        (##"{"grid":[[],5]}"##, ##""grid[1]" is a number, not an array; the column's path is "grid[1][0]""##),
        (##"{"grid":[[],["x"]]}"##, ##""x" is not an integer"##),
        (##"{"grid":[1,]}"##, ##"byte 12: a comma stands before the closing bracket, not "]}""##),
        (##"{"grid":[1 2]}"##, ##"byte 12: a comma or ] is expected, not "2]}""##),
        (##"{"grid":[1}"##, ##"byte 11: a comma or ] is expected, not "}""##),
        (##"{"grid":[,1]}"##, ##"byte 10: a value is expected, not ",1]}""##),
        (##"{"items":[{"sku":"a"]}"##, ##"byte 21: a comma or } is expected, not "]}""##),
        (##"{"items":[],"items":[]}"##, ##"the key "items" stands twice"##),
    ])
    func refused(line: String, reason: String) throws {
        for extra in [ExtraColumns.ignore, .capture(slot: 6)] {
            let run = try NDJSONRun((line + "\n").utf8, columns: Self.columns, extra: extra)
            #expect(run.reasons == [reason] && run.rows.isEmpty)
        }
    }

    @Test("elements that no path asks for are extra ones like keys")
    func extras() throws {
        let columns: [(String, String?, ColumnType)] = [("sku", "items[1].sku", .text), ("cell", "grid[0][1]", .integer)]
        let lines = ##"{"items":[{"sku":"a"},{"sku":"b","n":1},7,[8]],"grid":[[1,2,3]]}"## + "\n" + ##"{"items":[null,{"sku":"c"}]}"## + "\n"
        #expect(try NDJSONRun(lines.utf8, columns: columns).values.map(\.[0]) == [.text("b"), .text("c")])
        let captured = try NDJSONRun((lines + lines).utf8, columns: columns, extra: .capture(slot: 2))
        let first = Value.text(##"{"items[0]":{"sku":"a"},"items[1].n":1,"items[2]":7,"items[3]":[8],"grid[0][0]":1,"grid[0][2]":3}"##)
        #expect(captured.values.map(\.[2]) == [first, .text(##"{"items[0]":null}"##), first, .text(##"{"items[0]":null}"##)])
        let refused = try NDJSONRun(lines.utf8, columns: columns, extra: .fail)
        #expect(refused.reasons == Array(repeating: "the key \"items[0]\" is none of the columns; extra_columns: ignore or capture would accept it", count: 2))
    }

    @Test("an array with a hundred thousand elements is gone through, whatever becomes of the others")
    func long() throws {
        let line = "{\"a\":[" + (0..<100_000).map(String.init).joined(separator: ",") + "],\"b\":1}\n"
        let columns: [(String, String?, ColumnType)] = [("x", "a[99999]", .integer), ("y", "a[100000]", .integer), ("b", nil, .integer)]
        #expect(try NDJSONRun((line + line).utf8, columns: columns).values == Array(repeating: [.integer(99_999), .null, .integer(1)], count: 2))
        let captured = try NDJSONRun(line.utf8, columns: columns, extra: .capture(slot: 3))
        #expect(captured.reasons.first?.hasPrefix("more than 32,768 keys are none of the columns") == true)
    }

    @Test("paths that are none, or that contradict each other, are refused when the decoder is made", arguments: [
        (["[0]"], 0, ColumnPathError.Fault.index), (["a[]"], 0, .index), (["a[-1]"], 0, .index), (["a[01]"], 0, .index),
        (["a[1"], 0, .index), (["a.[0]"], 0, .index), (["a[1234567890]"], 0, .index), (["a[0]b"], 0, .behindIndex),
        (["a[0]\\."], 0, .behindIndex), (["a\\]"], 0, .escape), (["a.b", "a[0]"], 1, .contradicts("a.b")),
        (["x[0].y", "x[1]", "x.z"], 2, .contradicts("x[0].y")), (["a[0][1]", "b.c", "a[0].c"], 2, .contradicts("a[0][1]")),
    ])
    func wrongPaths(paths: [String], position: Int, fault: ColumnPathError.Fault) {
        let error = ColumnPathError(path: paths[position], fault: fault)
        #expect(columnPathFaults(paths).map(\.position) == [position] && columnPathFaults(paths).map(\.error) == [error])
        #expect(throws: error) { try NDJSONRun([], columns: paths.map { ("c", $0, .text) }) }
        #expect(columnPathFaults(["a", "a.b", "a.b.c[0]", "a.b.c[0].d", "a.b.c[12]", "x]", "]", "", "."]).isEmpty)
    }

    private static func joined(_ lines: [String], by separator: String, maxRecordBytes: Int = 1 << 20) -> Decoded {
        let columns = [
            SourceColumn(name: "tags", type: .text, join: separator, slot: 0), SourceColumn(name: "raw", from: "tags", type: .json, slot: 1),
            SourceColumn(name: "inner", from: "user.tags", type: .text, join: separator, slot: 2),
        ]
        let plan = DecodePlan.json(columns, format: .ndjson, extraColumns: .fail, maxRecordBytes: maxRecordBytes)
        return .reading(Array(lines.joined(separator: "\n").utf8), plan: plan)
    }

    @Test("arrays of scalars are joined, nulls left out; other values are what they are without join", arguments: [
        (##"["a","b","c"]"##, "a, b, c"), (##"[ "a" , 1 , -0.50e2,true , false]"##, "a, 1, -0.50e2, true, false"),
        (##"[null,"a",null,"b"]"##, "a, b"), ("[]", ""), ("[ ]", ""), ("[null]", ""), (##"[""]"##, ""), (##"["",""]"##, ", "),
        (##"["\u00e9\n\"","日本"]"##, "é\n\", 日本"), (##""x""##, "x"), ("12", "12"), ("true", "true"), ("null", nil),
        (##"["a, b","c"]"##, "a, b, c"),
    ])
    func join(value: String, expected: String?) {
        let decoded = Self.joined(["{\"tags\":\(value)}", "{\"user\":{\"tags\":\(value)}}", "{}"], by: ", ")
        #expect(decoded.rejects.isEmpty && decoded.error == nil)
        #expect(decoded.rows.map { $0.values[0] } == [expected, nil, nil] && decoded.rows.map { $0.values[2] } == [nil, expected, nil])
    }

    @Test("arrays that can't be joined are rejects", arguments: [
        (##"["a",["b"]]"##, "is a JSON array with an object or an array in it, which can't be joined"),
        (##"[{},1]"##, "is a JSON array with an object or an array in it, which can't be joined"),
        (##"["\u0000"]"##, "contains the character U+0000"), (##"{"a":1}"##, "is a JSON object, which only a json column takes"),
        ("[1,2,3,4,5,6,7,8,9,10,11]", "is longer than max_record once it is joined"),
    ])
    func notJoined(value: String, reason: String) {
        let decoded = Self.joined(["{\"tags\":\(value)}", "{\"tags\":[1]}"], by: "----------", maxRecordBytes: 100)
        #expect(decoded.rejects.map(\.reason) == ["\(ValueExcerpt(value.utf8)) \(reason)"] && decoded.rejects.first?.column == "tags")
        #expect(decoded.values == [["1", "[1]", nil]])
    }

    @Test("joined texts are the elements with the separator between them, whatever they are")
    func joinProperty() {
        var random = SeededGenerator()
        let pieces = ["", "a", "longer than a word", "\\\\", "\\n", "\\ud83d\\ude00", "é", "\\u0041", ", "]
        let plain = ["", "a", "longer than a word", "\\", "\n", "😀", "é", "A", ", "]
        for _ in 0..<300 {
            let indexes = (0..<Int.random(in: 0...20, using: &random)).map { _ in Int.random(in: 0..<pieces.count, using: &random) }
            let separator = ["", ",", " and ", "é"].randomElement(using: &random)!
            let array = "[" + indexes.map { "\"\(pieces[$0])\"" }.joined(separator: [",", " , "].randomElement(using: &random)!) + "]"
            let decoded = Self.joined(["{\"tags\":\(array)}"], by: separator)
            #expect(decoded.values == [[indexes.map { plain[$0] }.joined(separator: separator), array, nil]], "WEIR_SEED=\(random.seed)")
        }
    }
}
