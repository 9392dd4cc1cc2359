// CSV as other programs write it.

import TestSupport
import Testing

@Suite("dialects")
struct DialectTests {
    static let columns = "{ id: integer, name: text, price: { type: real, from: unit_price } }"

    private func expectProof(_ folder: PipelineFolder) async throws {
        let verification = try await folder.verifyDeep()
        #expect(verification.exitCode == 0, "\(verification)")
    }

    @Test(
        "files with their columns in another order, or without some, load by name, whatever is done with ragged records",
        arguments: ["reject", "pad", "capture", "fail"])
    func columnsByName(ragged: String) async throws {
        let extra = ragged == "capture" ? "capture" : "ignore"
        let spec = SpecText(
            files: "'*.csv'", columns: Self.columns,
            source: ["missing_columns: null", "extra_columns: \(extra)", "csv: { ragged: \(ragged) }"])
        let folder = try PipelineFolder(spec)
        try folder.files.write("1.csv", "id,name\n1,a\n2,b\n")
        try folder.files.write("2.csv", "unit_price,new,id,name\n2.5,x,3,c\n")
        try folder.files.write("3.csv", "name,unit_price,id\nd,1.5,4\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(end.errors.contains("1.csv: without price, null in all its rows"), "\(end)")
        #expect(!end.errors.contains("2.csv: without"), "\(end)")
        #expect(try await folder.database.rows("SELECT id, name, price FROM rows ORDER BY id") == ["1|a|NULL", "2|b|NULL", "3|c|2.5", "4|d|1.5"])
        try await expectProof(folder)
    }

    @Test("by default a header that lacks a column fails, and so does one that has none of them")
    func missingFails() async throws {
        let folder = try PipelineFolder(SpecText(columns: Self.columns), csv: "id,name\n1,a\n")
        let end = try await folder.run()
        #expect(end.exitCode == 65 && end.errors.contains("column \"price\" (from \"unit_price\") is not in the header"), "\(end)")
        try folder.write(SpecText(columns: Self.columns, source: ["missing_columns: null", "extra_columns: ignore"]))
        try folder.files.write("in.csv", "Id,Name\n1,a\n")
        let other = try await folder.run()
        #expect(other.exitCode == 65 && other.errors.contains("column \"id\" is not in the header; did you mean \"Id\"?"), "\(other)")
    }

    @Test("a run that stopped goes on in the middle of a file that lacks a column and has a footer")
    func resumed() async throws {
        var spec = SpecText(columns: "{ id: integer, name: text, added: text }", source: ["missing_columns: null", "csv: { footer_lines: 2 }"])
        spec.sink = ["commit: { rows: 100 }"]
        spec.more = ["flow: { batch_rows: 50 }"]
        let folder = try PipelineFolder(spec, csv: numberedCSV(1...1000) + "x,y\n" + "1001,z\n" + "-----\nTotal: \"1001\"\n")
        #expect(try await folder.run().exitCode == 65)
        spec.more = ["flow: { batch_rows: 50 }", "rejects: { max: 1 }"]
        try folder.write(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 0 && end.errors.contains("in.csv: resumed behind record 1,000"), "\(end)")
        #expect(try await folder.database.text("SELECT count(*), count(DISTINCT id), max(id), count(added) FROM rows") == "1001|1001|1001|0")
        #expect(try await folder.database.integer("SELECT sum(records) FROM _weir_inputs") == 1002)
        try await expectProof(folder)
    }

    @Test("headers in snake_case are matched, and inferred, by those names")
    func snakeCase() async throws {
        let csv = "Order ID,Unit Price (EUR),customerName\n1,2.5,Ada\n"
        let spec = SpecText(
            columns: "{ order_id: integer, price: { type: real, from: unit_price_eur }, customer_name: text }",
            source: ["csv: { header_names: snake_case }"])
        let folder = try PipelineFolder(spec, csv: csv)
        #expect(try await folder.run().exitCode == 0)
        #expect(try await folder.database.rows("SELECT order_id, price, customer_name FROM rows") == ["1|2.5|Ada"])
        try await expectProof(folder)

        let inferred = try PipelineFolder(SpecText(columns: nil, source: ["csv: { header_names: snake_case }"]), csv: csv)
        #expect(try await inferred.run().exitCode == 0)
        #expect(try await inferred.database.rows("SELECT order_id, unit_price_eur, customer_name FROM rows") == ["1|2.5|Ada"])

        try inferred.files.write("in.csv", "Unit Price,unit_price\n1,2\n")
        let end = try await inferred.run()
        #expect(end.exitCode == 65, "\(end)")
        #expect(end.errors.contains("columns 1, \"Unit Price\" and 2, \"unit_price\" are all called \"unit_price\""), "\(end)")
    }

    @Test("numbers with separators are exact, and wrong groups are rejects")
    func numbers() async throws {
        let spec = SpecText(
            columns: """
                { id: { type: integer, thousands: "." }, price: { type: decimal, scale: 2, thousands: ".", decimal_separator: "," }, \
                rate: { type: real, decimal_separator: comma } }
                """,
            source: ["csv: { delimiter: ';' }"], more: ["rejects: { max: 3 }"])
        let folder = try PipelineFolder(
            spec, csv: "id;price;rate\n1.000;1.234,50;0,5\n2;-12,5;1e3\n3;12.50;1\n4.00;1;1\n5;1;1.5\n1.000.000;;\n")
        let plan = try await folder.weir("check", "spec.yaml")
        #expect(plan.output.contains("{ type: decimal, scale: 2, thousands: \".\", decimal_separator: \",\" }"), "\(plan)")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id, price, rate FROM rows") == ["1000|123450|0.5", "2|-1250|1000.0", "1000000|NULL|NULL"])
        #expect(
            try await folder.database.rows("SELECT record, column_name, reason FROM _weir_rejects ORDER BY record") == [
                "3|price|\"12.50\" has a thousands separator that does not part groups of three digits",
                "4|id|\"4.00\" has a thousands separator that does not part groups of three digits",
                "5|rate|\"1.5\" is not a real number",
            ])
        try await expectProof(folder)
    }

    @Test("the lines of a footer are no records, packed or not, and verify-counts knows it", arguments: [false, true])
    func footer(isGzip: Bool) async throws {
        let file = isGzip ? "in.csv.gz" : "in.csv"
        let folder = try PipelineFolder(SpecText(files: file, source: ["csv: { footer_lines: 2 }"]))
        let text = numberedCSV(1...30_000) + "\n\"30,000 records\n"
        try folder.files.write(file, bytes: isGzip ? Gzip.member(Array(text.utf8)) : Array(text.utf8))
        let report = try await folder.report()
        #expect(report.failure?.message == nil)
        #expect(report.inputs.map(\.records) == [30_000] && report.inputs.map(\.blankLines) == [0])
        try await expectProof(folder)
        #expect(try await folder.database.integer("SELECT count(*) FROM rows") == 30_000)
    }

    @Test("a command's footer is held back too, and counted apart while it passes")
    func commandFooter() async throws {
        var spec = SpecText(source: ["format: csv", "csv: { footer_lines: 1 }"])
        spec.origin = #"command: [sh, -c, "printf 'id,name\\n1,a\\n2,b\\nTOTAL 2'"]"#
        let folder = try PipelineFolder(spec)
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.rows("SELECT id, name FROM rows") == ["1|a", "2|b"])
    }

    @Test("a record whose quotes reach into the footer is a reject, not a lost tail")
    func quotedFooter() async throws {
        let folder = try PipelineFolder(
            SpecText(source: ["csv: { footer_lines: 1 }"], more: ["rejects: { max: 1 }"]), csv: "id,name\n1,a\n2,\"b\nTOTAL\"\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT record, reason LIKE '%never closes%' FROM _weir_rejects") == "2|1")
        try await expectProof(folder)
    }

    @Test("delimiters of several bytes and terminators of their own load, and are counted again")
    func marks() async throws {
        let spec = SpecText(source: ["csv: { delimiter: '||', terminator: \"\\x1e\\n\" }"], sink: ["commit: { rows: 100 }"])
        let folder = try PipelineFolder(spec)
        let records = (1...5_000).map { $0 % 7 == 0 ? "\($0)||\"a\u{1E}\n\"\"b||\"" : "\($0)||line\n\($0)" }
        try folder.files.write("in.csv", (["id||name"] + records).joined(separator: "\u{1E}\n") + "\u{1E}\n")
        let end = try await folder.run()
        #expect(end.exitCode == 0, "\(end)")
        #expect(try await folder.database.text("SELECT count(*), sum(id), sum(name LIKE 'line%') FROM rows") == "5000|12502500|4286")
        #expect(try await folder.database.text("SELECT hex(name) FROM rows WHERE id = 7") == "611E0A22627C7C")
        try await expectProof(folder)
    }

    @Test("ragged: capture keeps what long records have more, and pads short ones")
    func capture() async throws {
        let spec = SpecText(source: ["extra_columns: capture", "csv: { ragged: capture }"])
        let folder = try PipelineFolder(spec, csv: "id,name,x\n1\n2,b,c\n3,c,d,e,\"f,g\"\n")
        #expect(try await folder.run().exitCode == 0)
        #expect(
            try await folder.database.rows("SELECT id, name, _extra FROM rows") == [
                "1|NULL|NULL", "2|b|{\"x\":\"c\"}", "3|c|{\"x\":\"d\",\"column_4\":\"e\",\"column_5\":\"f,g\"}",
            ])
        try await expectProof(folder)
    }
}
