// Each transform once, in a real pipeline, with its result as another program reads it.

import TestSupport
import Testing

@Suite("transforms in a pipeline")
struct TransformPipelineTests {
    static let csv = "id,name,price,paid\n1, Anna ,12.50,yes\n2,,3.00,no\n3,Zoë,0.99,\n"

    struct Case: Sendable, CustomTestStringConvertible {
        var transforms: [String]
        /// Rows as the shell prints them, and the columns' names.
        var rows: [String]
        var columns = "id|name|price|paid"
        var dropped = 0
        var rejected = 0
        var testDescription: String { transforms.joined(separator: ", ") }
    }

    @Test("a transform does what the reference says", arguments: cases)
    func transform(_ expected: Case) async throws {
        var spec = SpecText(columns: "{ id: integer, name: text, price: { type: decimal, scale: 2 }, paid: text }")
        spec.transforms = expected.transforms
        spec.more = ["rejects: { max: 3 }"]
        let folder = try PipelineFolder(spec, csv: Self.csv)
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(try await folder.database.rows("SELECT * FROM rows") == expected.rows)
        #expect(
            try await folder.database.text("SELECT group_concat(name, '|') FROM pragma_table_info('rows')")
                == expected.columns)
        #expect((report.records, report.dropped, report.rejected) == (3, expected.dropped, expected.rejected))
        #expect(try await folder.verify().exitCode == 0)
    }

    static let cases = [
        Case(transforms: ["select: [name, id]"], rows: [" Anna |1", "NULL|2", "Zoë|3"], columns: "name|id"),
        Case(transforms: ["drop: [price, paid]"], rows: ["1| Anna ", "2|NULL", "3|Zoë"], columns: "id|name"),
        Case(
            transforms: ["rename: { id: name, name: id }", "select: [id, name]"],
            rows: [" Anna |1", "NULL|2", "Zoë|3"],
            columns: "id|name"),
        Case(
            transforms: [
                "cast: { paid: boolean, id: text, price: text }",
                "derive: { kind: typeof(id) || typeof(price) || typeof(paid) }",
            ],
            rows: [
                "1| Anna |12.50|1|texttextinteger", "2|NULL|3.00|0|texttextinteger", "3|Zoë|0.99|NULL|texttextnull",
            ],
            columns: "id|name|price|paid|kind"),
        Case(
            transforms: ["select: name", "trim: name", "derive: { length: length(name) }"],
            rows: ["Anna|4", "NULL|NULL", "Zoë|3"],
            columns: "name|length"),
        Case(
            transforms: ["fill: { name: nobody, paid: \"no\" }"],
            rows: ["1| Anna |1250|yes", "2|nobody|300|no", "3|Zoë|99|no"]),
        Case(
            transforms: ["map: { column: paid, values: { \"yes\": Y, \"no\": null } }"],
            rows: ["1| Anna |1250|Y", "2|NULL|300|NULL", "3|Zoë|99|NULL"]),
        Case(
            transforms: ["map: { column: paid, values: { \"yes\": Y }, default: reject }"],
            rows: ["1| Anna |1250|Y", "3|Zoë|99|NULL"], rejected: 1),
        Case(
            transforms: ["map: { column: id, values: { \"1\": \"100\" }, default: null }", "select: id"],
            rows: ["100", "NULL", "NULL"],
            columns: "id"),
        Case(
            transforms: [
                "derive: { total: { sql: price * 2, type: integer }, label: { sql: \"name || ' #' || id\", type: text } }",
                "select: [total, label]",
            ], rows: ["2500| Anna  #1", "600|NULL", "198|Zoë #3"], columns: "total|label"),
        Case(
            transforms: ["derive: { id: id + 1, was: id }", "select: [id, was]"], rows: ["2|1", "3|2", "4|3"],
            columns: "id|was"),
        Case(
            transforms: ["derive: { n: { sql: \"'12x'\", type: integer } }"], rows: [], columns: "id|name|price|paid|n",
            rejected: 3),
        Case(transforms: ["filter: name IS NOT NULL", "select: id"], rows: ["1", "3"], columns: "id", dropped: 1),
        Case(transforms: ["filter: name <> 'Zoë'", "select: id"], rows: ["1"], columns: "id", dropped: 2),
        Case(transforms: ["assert: price < 1000", "select: id"], rows: ["2", "3"], columns: "id", rejected: 1),
        Case(
            transforms: [
                "filter: json_extract(json_object('a', id), '$.a') BETWEEN 2 AND 3 -- a comment", "select: id",
            ], rows: ["2", "3"],
            columns: "id", dropped: 1),
    ]

    @Test("fields that no column takes can be captured as one JSON object")
    func capture() async throws {
        var spec = SpecText()
        spec.source = ["extra_columns: capture"]
        let folder = try PipelineFolder(spec, csv: "a,id,\"b \"\"q\"\"\",name\nx,1,,n\n\"y\nz\",2,\"w\\\",m\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        let extras = try await folder.database.rows(
            "SELECT id, name, json_extract(_extra, '$.a') = CASE id WHEN 1 THEN 'x' ELSE 'y' || char(10) || 'z' END, "
                + "(SELECT group_concat(key, '/') FROM json_each(_extra)) FROM rows")
        #expect(extras == ["1|n|1|a/b \"q\"", "2|m|1|a/b \"q\""])
        #expect(try await folder.verify().exitCode == 0)
    }

    @Test("the dialect's keys reach the reader and the recount alike")
    func dialect() async throws {
        var spec = SpecText(columns: "{ id: integer, name: text }")
        spec.source = [
            "csv: { delimiter: semicolon, quote: \"'\", escape: \"\\\\\", skip_lines: 2, comment: \"#\", \"null\": [\"-\", NULL] }"
        ]
        let folder = try PipelineFolder(
            spec, csv: "a title\nand 'another\n# comment\nid;name\n1;'it\\'s;\nhere'\n#2;no\n3;-\n4;'NULL'\n")
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(
            try await folder.database.rows("SELECT id, quote(replace(name, char(10), '/')) FROM rows") == [
                "1|'it''s;/here'", "3|NULL", "4|'NULL'",
            ])
        let verification = try await folder.verify()
        #expect(verification.exitCode == 0, "\(verification)")
    }
}
