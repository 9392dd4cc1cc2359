// Headers, skipped lines, comments, byte order marks: what stands before the first record.

import Readers
import RowModel
import Testing

@Suite("CSV headers")
struct CSVHeaderTests {
    private static let columns = [
        SourceColumn(name: "id", type: .integer, slot: 1),
        SourceColumn(name: "customer", from: "Customer Name", type: .text, slot: 0),
    ]

    private static func read(
        _ text: String, columns: [SourceColumn] = columns, extraColumns: ExtraColumns = .fail,
        _ change: (inout CSVDialect) -> Void = { _ in }
    ) -> Decoded {
        Decoded.reading(Array(text), plan: .csv(columns: columns, extraColumns: extraColumns, change))
    }

    private static func problems(_ decoded: Decoded) -> [HeaderProblem]? {
        guard case .undecodable("input.csv", .header(let problems))? = decoded.error else { return nil }
        return problems
    }

    @Test("names are mapped to columns wherever they stand, quoted or not, behind a byte order mark too")
    func mapping() {
        for text in [
            "id,Customer Name\n7,Ada\n", "Customer Name,id\nAda,7\n", "\"Customer Name\",\"id\"\r\nAda,7",
            "\u{FEFF}id,Customer Name\r7,Ada\r", "\u{FEFF}\"id\",Customer Name\n7,\"Ada\"\n\n",
        ] {
            let decoded = Self.read(text)
            #expect(decoded.error == nil)
            #expect(decoded.values == [["7", "Ada"]], "\(text)")
            #expect(decoded.rows.first?.record == 1)
        }
    }

    @Test("everything wrong with a header is said at once, with the name that was probably meant")
    func problems() {
        let decoded = Self.read("Id,customer name,,x,x\n")
        #expect(
            Self.problems(decoded) == [
                .missing(column: "id", from: "id", nearMiss: "Id"),
                .missing(column: "customer", from: "Customer Name", nearMiss: "customer name"),
                .extra(name: "Id", field: 1), .extra(name: "customer name", field: 2), .empty(field: 3),
                .duplicate(name: "x", fields: [4, 5]),
            ])
        #expect(decoded.error?.exitCode == .badData)
        #expect(
            decoded.error?.description.hasPrefix(
                "input.csv: the header does not suit the spec: column \"id\" is not in the header; did you mean \"Id\"?; ")
                == true)
    }

    @Test("a header longer than max_record is refused, in whatever blocks it comes", arguments: [1, 16, 1000])
    func tooLong(blockBytes: Int) {
        let name = String(repeating: "x", count: 20)
        let columns = [SourceColumn(name: "a", from: name, type: .text, slot: 0)]
        for text in ["\(name)\nv\n", "\(name)\r\nv\n", name] {
            func read(limit: Int, _ text: String) -> Decoded {
                Decoded.reading(Array(text), plan: .csv(columns: columns, maxRecordBytes: limit), blockBytes: blockBytes)
            }
            #expect(read(limit: 20, text).error == nil)
            let reason = "it is longer than max_record (19 bytes)"
            let tooLong = ReadError.undecodable(input: "input.csv", .unreadableHeader(byteOffset: 0, reason: reason))
            #expect(read(limit: 19, text).error == tooLong, "\(text.debugDescription)")
            #expect(read(limit: 19, "\"" + text).error == tooLong)
        }
    }

    @Test("a header of delimiters alone, and one with thousands of problems, are refused in few words")
    func manyProblems() {
        func error(_ header: String) -> String {
            Decoded.reading(Array(header + "\n"), plan: .csv(columns: Self.columns), blockBytes: 1 << 20).error?.description ?? ""
        }
        #expect(error(String(repeating: ",", count: 400_000)).hasSuffix("it has more than 262,144 columns"))
        let extra = error("id,Customer Name," + (0..<5000).map { "x\($0)" }.joined(separator: ","))
        #expect(extra.hasSuffix("; and 4,980 more") && extra.utf8.count < 4000)
        let same = error("id,Customer Name," + String(repeating: "x,", count: 5000) + String(repeating: "y", count: 5000))
        #expect(same.contains("\"x\" names 5,000 columns: 3, 4, ") && same.contains(", and 4,980 more"))
        #expect(same.utf8.count < 1000)
    }

    @Test("a duplicate or empty name is an error even where extra columns are ignored")
    func ambiguous() {
        #expect(
            Self.problems(Self.read("id,Customer Name,x,x,\n", extraColumns: .ignore))
                == [.duplicate(name: "x", fields: [3, 4]), .empty(field: 5)])
    }

    @Test("no header is an error; nothing but a header is no record")
    func empty() {
        for text in ["", "\n", "\r\n\r\n", "\u{FEFF}"] {
            let decoded = Self.read(text)
            #expect(decoded.error == .undecodable(input: "input.csv", .noHeader), "\(text.debugDescription)")
        }
        #expect(Self.read("#id\n") { $0.comment = 35 }.error == .undecodable(input: "input.csv", .noHeader))
        #expect(Self.read("a\nb") { $0.skipLines = 2 }.error == .undecodable(input: "input.csv", .noHeader))
        for text in ["id,Customer Name", "id,Customer Name\n", "\n\nid,Customer Name\r\n\r\n"] {
            let decoded = Self.read(text)
            #expect(decoded.error == nil && decoded.rows.isEmpty && decoded.summary.records == 0, "\(text.debugDescription)")
        }
    }

    @Test("a header that is no proper record is an error with its place")
    func unreadable() {
        #expect(
            Self.read("\n\"id,Customer Name\n").error
                == .undecodable(
                    input: "input.csv", .unreadableHeader(byteOffset: 1, reason: "a quote opens and never closes")))
        #expect(
            Self.read("i\"d\",Customer Name\n").error
                == .undecodable(
                    input: "input.csv",
                    .unreadableHeader(byteOffset: 0, reason: "a quote stands inside the unquoted column 1")))
        let notText = Decoded.reading([0x69, 0xFF, 0x0A], plan: .csv(columns: Self.columns))
        #expect(
            notText.error
                == .undecodable(
                    input: "input.csv",
                    .unreadableHeader(byteOffset: 0, reason: "column 1, \"i\\xff\", is not UTF-8 text")))
        let long = Decoded.reading(
            Array("id,Customer Name" + String(repeating: "x", count: 5000)),
            plan: .csv(columns: Self.columns, maxRecordBytes: 1000))
        #expect(
            long.error
                == .undecodable(
                    input: "input.csv",
                    .unreadableHeader(byteOffset: 0, reason: "it is longer than max_record (1,000 bytes)")))
    }

    @Test("names from the spec stand for a header that the file lacks")
    func names() {
        let decoded = Self.read("7,Ada\n") { $0.header = .names(["id", "Customer Name"]) }
        #expect(decoded.values == [["7", "Ada"]])
        #expect(
            Self.problems(Self.read("7,Ada\n") { $0.header = .names(["id", "Name"]) }) == [
                .missing(column: "customer", from: "Customer Name", nearMiss: nil), .extra(name: "Name", field: 2),
            ])
    }

    @Test("without a header columns are taken by position, and further fields are ignored only on request")
    func positions() {
        #expect(Self.read("7,Ada\n") { $0.header = .absent }.values == [["7", "Ada"]])
        let ragged = Self.read("7,Ada,x\n") { $0.header = .absent }
        #expect(ragged.rejects.map(\.reason) == ["3 fields instead of 2"])
        #expect(Self.read("7,Ada,x\n", extraColumns: .ignore) { $0.header = .absent }.values == [["7", "Ada"]])
    }

    @Test("skipped lines end at line ends of any kind, whatever quotes they hold, and longer than any block")
    func skippedLines() {
        let long = String(repeating: "x", count: 3000)
        for lines in ["a \"title\n\r\n", "a,b\rc\r", "\(long)\n\(long)\r\n"] {
            let decoded = Self.read(lines + "id,Customer Name\n7,Ada\n") { $0.skipLines = 2 }
            #expect(decoded.values == [["7", "Ada"]], "\(lines.debugDescription)")
            #expect(decoded.summary.blankLines == 0)
        }
    }

    @Test("blank and comment lines are counted, not records; a comment byte means nothing elsewhere")
    func lines() {
        let long = "#" + String(repeating: ",\"", count: 2000)
        let decoded = Self.read("# a\nid,Customer Name\n\n7,#Ada\n#b,c\r\n\(long)\n8,\"x\n#y\"\n\r\n# end") {
            $0.comment = UInt8(ascii: "#")
        }
        #expect(decoded.values == [["7", "#Ada"], ["8", "x\n#y"]])
        #expect(decoded.rows.map(\.record) == [1, 2])
        #expect(decoded.summary.commentLines == 4)
        #expect(decoded.summary.blankLines == 2)
    }

    @Test("an input of blank lines alone gives its count in a batch without rows")
    func blankOnly() {
        let decoded = Self.read("\n\n\r\n") { $0.header = .absent }
        #expect(decoded.summary.blankLines == 3 && decoded.summary.records == 0 && decoded.error == nil)
    }

    @Test("a column may be asked for twice; extra columns are ignored or captured as JSON")
    func extras() {
        let twice = [
            SourceColumn(name: "id", type: .integer, slot: 0),
            SourceColumn(name: "id_text", from: "id", type: .text, slot: 1),
        ]
        let text = "id,a \"b\",c\n7,\"x\ny\",\n8,\"\",z\n"
            .replacing("a \"b\"", with: "\"a \"\"b\"\"\"")
        #expect(Self.read(text, columns: twice, extraColumns: .ignore).values == [["7", "7"], ["8", "8"]])
        #expect(
            Self.read(text, columns: twice, extraColumns: .capture(slot: 2)).values == [
                ["7", "7", "{\"a \\\"b\\\"\":\"x\\ny\",\"c\":null}"], ["8", "8", "{\"a \\\"b\\\"\":\"\",\"c\":\"z\"}"],
            ])
        #expect(
            Self.read("id\n7\n", columns: Array(twice.prefix(1)), extraColumns: .capture(slot: 2)).values == [["7", nil]])
        let refused = Self.read("id\nx\n", columns: twice)
        #expect(refused.rejects.map(\.column) == ["id"])
        #expect(refused.rejects.map(\.reason) == ["\"x\" is not an integer"])
    }

    @Test("a dialect that contradicts itself is refused")
    func dialect() {
        func error(_ change: (inout CSVDialect) -> Void) -> String? {
            guard case .undecodable(_, .invalidDialect(let reason))? = Self.read("a", change).error else { return nil }
            return reason
        }
        #expect(error { $0.delimiter = UInt8(ascii: "\"") } == "delimiter and quote are the same character")
        #expect(error { $0.comment = UInt8(ascii: ",") } == "delimiter and comment are the same character")
        #expect(error { $0.delimiter = 0x0A } != nil)
        #expect(error { $0.quote = 0xE4 } != nil)
        #expect(error { $0.escape = UInt8(ascii: ",") } != nil)
    }
}
