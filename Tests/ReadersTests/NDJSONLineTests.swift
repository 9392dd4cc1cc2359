import Readers
import RowModel
import Testing

struct NDJSONLineTests {
    private let columns: [(String, String?, ColumnType)] = [("id", nil, .integer)]

    private func run(_ text: String, maxRecord: Int = 1 << 24, blocks: [Int]? = nil) throws -> NDJSONRun {
        try NDJSONRun(text.utf8, columns: columns, maxRecord: maxRecord, blocks: blocks)
    }

    @Test("a line that is no record is one reject with its place, whatever is wrong with it", arguments: [
        ("[1,2]", "the record starts with [, so it is an array, not an object; if the file is one JSON array, NDJSON has one object a line; format: json takes any layout"),
        ("]", "byte 1: an object is expected, not \"]\"; if the file is one JSON array, NDJSON has one object a line; format: json takes any layout"),
        ("1", "the record is a number, not an object"), ("null", "the record is null, not an object"), ("\"x\"", "the record is a string, not an object"),
        ("true", "the record is a boolean, not an object"), ("True", "byte 1: an object is expected, not \"True\""),
        ("1 2", "byte 1: an object is expected, not \"1 2\"; NDJSON has one object a line; format: json takes any layout"),
        ("<html>", "byte 1: an object is expected, not \"<html>\""),
        ("\u{1E}{}", "byte 1: U+001E, the record separator of JSON text sequences (RFC 7464); NDJSON has one object a line; format: json takes any layout"),
        ("{} {}", "byte 4: there is more behind the value, \"{}\"; NDJSON has one object a line; format: json takes any layout"),
        ("{},", "byte 3: a comma stands behind the object; lines of one JSON array? NDJSON has one object a line; format: json takes any layout"),
        ("{\"id\":1,}", "byte 9: a comma stands before the closing bracket, not \"}\""),
        ("{,}", "byte 2: a key in quotes is expected, not \",}\""), ("{id:1}", "byte 2: a key in quotes is expected, not \"id:1}\""),
        ("{\"id\" 1}", "byte 7: a colon is expected, not \"1}\""), ("{\"id\":1 \"x\":2}", "byte 9: a comma or } is expected, not \"\\\"x\\\":2}\""),
        ("{\"id\":True}", "byte 7: a value is expected, not \"True}\""), ("{\"id\":01}", "byte 8: a number is malformed, not \"1}\""),
        ("{\"id\":1.}", "byte 9: a number is malformed, not \"}\""), ("{\"x\":[1,]}", "byte 9: a comma stands before the closing bracket, not \"]}\""),
        ("{\"x\":[1}", "byte 8: a comma or ] is expected, not \"}\""), ("{\"x\":{\"a\":1]}", "byte 12: a comma or } is expected, not \"]}\""),
        ("{", "the line ends at byte 1, within the object: a key in quotes is expected; NDJSON has one object a line; format: json takes any layout"),
        ("\u{FEFF}{}", "byte 1: a byte order mark, which only the first line may start with; files put together?"),
    ])
    func rejects(line: String, reason: String) throws {
        let run = try run("{\"id\":1}\n" + line + "\n{\"id\":2}\n")
        #expect(run.reasons == [reason])
        #expect(run.values == [[.integer(1)], [.integer(2)]])
        #expect(run.rejects[0].record == 2 && run.rejects[0].byteOffset == 9 && run.rejects[0].raw == Array(line.utf8))
        #expect(run.records == 3)
    }

    @Test("a last line without a newline is a record; one that is cut short says that the input may be truncated")
    func lastLine() throws {
        #expect(try run("{\"id\":1}\n{\"id\":2}").values == [[.integer(1)], [.integer(2)]])
        for cut in ["{", "{\"", "{\"id", "{\"id\"", "{\"id\":", "{\"id\":2", "{\"id\":2,", "{\"id\":\"a\\", "{\"id\":\"\\u00", "{\"x\":[1", "{\"x\":tru", "{\"x\":-", "{\"x\":1e", "{\"x\":{"] {
            let run = try run("{\"id\":1}\n" + cut)
            #expect(run.values == [[.integer(1)]] && run.rejects.count == 1)
            #expect(run.reasons.first?.contains("may be truncated") == true, "\(cut): \(run.reasons)")
        }
        #expect(try run("{\"id\":1}\n{\"id\":2").reasons == [
            "the line ends at byte 7, within the object: a comma or } is expected; the input ends here too, without a line end, so it may be truncated"
        ])
    }

    @Test("blank lines are counted and are no records")
    func blankLines() throws {
        let run = try run("\n \t\r\n{\"id\":1}\n\r\n\n  ")
        #expect(run.blankLines == 5 && run.records == 1 && run.rows[0].record == 1)
        #expect(try self.run("").blankLines == 0)
        #expect(try self.run("\n").blankLines == 1)
    }

    @Test("a record that is too long is one reject with its start kept, wherever the blocks end", arguments: [nil, [1], [7, 50], [64], [65], [1000]])
    func oversized(blocks: [Int]?) throws {
        let long = "{\"id\":1,\"x\":\"" + String(repeating: "y", count: 300) + "\"}"
        let exact = "{\"id\":2}" + String(repeating: " ", count: 56)
        let text = "{\"id\":1}\n" + long + "\n" + exact + "\n" + exact + " \n" + long + "\n{\"id\":3}\n" + long
        let run = try run(text, maxRecord: 64, blocks: blocks)
        #expect(run.values == [[.integer(1)], [.integer(2)], [.integer(3)]])
        #expect(run.rejects.map(\.record) == [2, 4, 5, 7])
        #expect(run.rejects.map(\.rawLength) == [long.utf8.count, 65, long.utf8.count, long.utf8.count])
        #expect(run.reasons == Array(repeating: "the record is longer than max_record (64 bytes)", count: 4))
        #expect(run.rejects.map(\.byteOffset) == [9, 10 + long.utf8.count + 65, 10 + long.utf8.count + 65 + 66, text.utf8.count - long.utf8.count])
        #expect(run.rejects.allSatisfy { $0.raw.count == $0.rawLength })
    }

    @Test("of a record far too long only the excerpt is kept", arguments: [[4096], [100_000]])
    func hugeRecord(blocks: [Int]) throws {
        let long = "{\"x\":\"" + String(repeating: "y", count: 500_000) + "\"}"
        let run = try run(long + "\n{\"id\":1}\n", maxRecord: 1000, blocks: blocks)
        #expect(run.values == [[.integer(1)]])
        #expect(run.rejects[0].rawLength == long.utf8.count && run.rejects[0].raw == Array(long.utf8.prefix(RecordDecoding.oversizedExcerptBytes)))
    }

    @Test("nesting is limited by the record's length only")
    func depth() throws {
        for depth in [1, 63, 64, 65, 128, 129, 1_000_000] {
            let arrays = "{\"id\":7,\"x\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}\n"
            let objects = "{\"x\":" + String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth) + ",\"id\":7}\n"
            let open = "{\"x\":" + String(repeating: "[{\"a\":", count: depth) + "\n"
            let crossed = "{\"x\":" + String(repeating: "[", count: depth) + "{" + String(repeating: "]", count: depth) + "}\n"
            let run = try run(arrays + objects + open + crossed)
            #expect(run.values == [[.integer(7)], [.integer(7)]] && run.rejects.count == 2)
        }
    }

    @Test("a batch that is full of rejects or rows is handed on")
    func fullBatches() throws {
        let text = String(repeating: "{\"id\":1}\nx\n", count: 5_000)
        let run = try NDJSONRun(text.utf8, columns: columns, rowCapacity: 7)
        #expect(run.rows.count == 5_000 && run.rejects.count == 5_000)
        #expect(run.rows.map(\.record) == Array(stride(from: 1, to: 10_000, by: 2)))
        #expect(try self.run(text).rejects.map(\.record) == Array(stride(from: 2, through: 10_000, by: 2)))
    }

    @Test("files whose keys are data do not confuse the decoder, and duplicates are still seen when captured")
    func manyKeys() throws {
        var text = ""
        for record in 0..<60 {
            text += "{" + (0..<200).map { "\"key \(record) \($0)\":\($0)" }.joined(separator: ",") + ",\"id\":\(record)}\n"
        }
        for extra in [ExtraColumns.ignore, .capture(slot: 1)] {
            let run = try NDJSONRun(text.utf8, columns: columns, extra: extra)
            #expect(run.rejects.isEmpty && run.values.map(\.[0]) == (0..<60).map { .integer($0) })
        }
        let keys = (0..<20_000).map { "\"k\($0)\":1" }.joined(separator: ",")
        let run = try NDJSONRun("{\(keys)}\n{\(keys),\"k0\":1}\n{\"id\":5}\n".utf8, columns: columns, extra: .capture(slot: 1))
        #expect(run.reasons == ["the key \"k0\" stands twice"])
        #expect(run.values[0][1] == .text("{\(keys)}") && run.values[1] == [.integer(5), .null])
    }

    @Test("after a record of very many keys, a plan of many columns still finds them all")
    func manyColumns() throws {
        let columns = (0..<300).map { ("c\($0)", Optional<String>.none, ColumnType.integer) }
        let record = "{" + (0..<300).map { "\"c\($0)\":\($0)" }.joined(separator: ",") + "}\n"
        let wide = "{" + (0..<30_000).map { "\"a much longer key \($0)\":0" }.joined(separator: ",") + "}\n"
        let run = try NDJSONRun((record + wide + record + wide + record).utf8, columns: columns, extra: .capture(slot: 300))
        #expect(run.rejects.isEmpty && run.rows.count == 5)
        for row in [0, 2, 4] { #expect(run.values[row].prefix(300) == (0..<300).map { .integer(Int64($0)) }[...]) }
        #expect(run.values[1].prefix(300).allSatisfy { $0 == .null })
    }
}
