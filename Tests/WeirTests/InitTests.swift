// `weir init`: what it prints passes `weir check`, loads every record, and says what a person would have said.

import Foundation
import TestSupport
import Testing

@Suite("init")
struct InitTests {
    /// The draft for a file, once it has been checked and run with no reject.
    private static func draft(_ content: String, as name: String = "in.csv") async throws -> (spec: String, folder: PipelineFolder) {
        let folder = try PipelineFolder()
        try folder.files.write(name, content)
        return (try await draft(of: [name], in: folder), folder)
    }

    private static func draft(of files: [String], in folder: PipelineFolder) async throws -> String {
        let end = try await WeirBinary.run(["init"] + files, in: folder.files.url)
        #expect((end.exitCode, end.errors) == (0, ""), "\(end)")
        try folder.files.write("draft.yaml", end.output)
        let check = try await folder.weir("check", "draft.yaml")
        #expect(check.exitCode == 0, "\(check)\n\(end.output)")
        let run = try await folder.weir("run", "draft.yaml")
        #expect(run.exitCode == 0, "\(run)\n\(end.output)")
        return end.output
    }

    @Test("names, types, key and what stands for null are found")
    func csv() async throws {
        let (spec, folder) = try await Self.draft(
            """
            Order ID;Kunde;Day;At;Amount;Zip
            1;Anna;2026-11-19;2026-11-19T10:00:00Z;1.50;01234
            2;Anna;2026-11-20;2026-11-20 11:00;NA;00001
            3;Bert;2026-11-20;2026-11-20 11:00;20;99999

            """, as: "Sales-2026-11-19.csv")
        for line in [
            "name: sales\n", "    delimiter: \";\"\n", "    null: [\"\", \"NA\"]\n", "    order_id: { type: integer, from: \"Order ID\" }\n",
            "    day: { type: date, from: \"Day\" }\n", "    at: { type: timestamp, from: \"At\" }\n",
            "    amount: { type: real, from: \"Amount\" }  ", "# or { type: decimal, scale: 2 }", "    zip: { type: text, from: \"Zip\" }\n",
            "  # key: order_id ",
        ] { #expect(spec.contains(line), "\(line) in\n\(spec)") }
        #expect(try await SQLiteShell(folder.files.path("sales.sqlite")).rows("SELECT order_id || ifnull(amount, ' null') || ' ' || zip FROM sales") == [
            "11.5 01234", "2 null 00001", "320.0 99999",
        ])
    }

    @Test("delimiters, missing headers, preambles and comments are found", arguments: [
        ("a,b\n1,2\n", 1), ("a\tb\n1\tx\n2\ty\n", 2), ("a|b|c\n1|\"x|y\"|3\n", 1), ("1,x\n2,y\n3,z\n", 3),
        ("Report of today\n\nid,name\n1,a\n2,b\n3,\"c,d\"\n4,\"e\nf\"\n", 4), ("# made by hand\nid;name\n1;a,b,c\n2;d,e,f\n", 2),
        ("only\none\ncolumn\n", 2), ("id,text\n1,\"a; b; c; d\"\n2,\"e; f; g; h\"\n", 2),
    ])
    func dialects(content: String, records: Int) async throws {
        let (spec, folder) = try await Self.draft(content)
        #expect(try await SQLiteShell(folder.files.path("in.sqlite")).integer("SELECT count(*) FROM \"in\"") == records, "\(spec)")
    }

    @Test("numbers, dates and times are found as people write them, and a footer is cut off")
    func styles() async throws {
        let (spec, folder) = try await Self.draft(
            """
            id;price;units;rate;day;at;us
            1;1.234,50;1 200;0,5;19.11.2026;19.11.2026 10:00;11/19/2026
            2;-12,25;15;1,25;01.02.2026;01.02.2026 23:59;NA
            3;1.000.000;1 200 300;-3;03.02.2026;03.02.2026 00:00;02/03/2026
            4;0;0;0;03.02.2026;03.02.2026 00:00;02/03/2026
            5;7;1;0,125;03.02.2026;03.02.2026 00:00;02/03/2026
            Total: 5

            """)
        for line in [
            "    footer_lines: 1    ", "# Look at: the last line of in.csv is taken for a footer: cut off, ",
            "    price: { type: real, thousands: \".\", decimal_separator: \",\" }\n",
            "    units: { type: integer, thousands: \" \" }\n", "    rate: { type: real, decimal_separator: \",\" }\n",
            "    day: { type: date, format: \"%d.%m.%Y\" }\n", "    at: { type: timestamp, format: \"%d.%m.%Y %H:%M\" }\n",
            "    us: { type: date, format: \"%m/%d/%Y\" }  ",
        ] { #expect(spec.contains(line), "\(line) in\n\(spec)") }
        #expect(
            try await SQLiteShell(folder.files.path("in.sqlite")).rows("SELECT price, units, rate, day, at, us FROM \"in\" WHERE id IN (1, 3)")
                == [
                    "1234.5|1200|0.5|2026-11-19|2026-11-19T10:00:00Z|2026-11-19",
                    "1000000.0|1200300|-3.0|2026-02-03|2026-02-03T00:00:00Z|2026-02-03",
                ])
    }

    @Test("what may be meant in two ways is left to a person")
    func ambiguous() async throws {
        let (spec, folder) = try await Self.draft("id,n,d,x\n1,\"1,234\",01/02/2026,1.234\n2,\"5,678\",03/04/2026,5.678\n")
        for line in [
            "    n: text ", "# or { type: real, decimal_separator: \",\" } or { type: integer, thousands: \",\" }, if",
            "    d: text ", "# or { type: date, format: \"%d/%m/%Y\" } or { type: date, format: \"%m/%d/%Y\" }, if",
            "    x: real ", "# or { type: integer, thousands: \".\" }, if",
        ] { #expect(spec.contains(line), "\(line) in\n\(spec)") }
        #expect(try await SQLiteShell(folder.files.path("in.sqlite")).rows("SELECT n, d, x FROM \"in\"") == ["1,234|01/02/2026|1.234", "5,678|03/04/2026|5.678"])
    }

    @Test("files that write the same column differently have what fits both")
    func stylesOfSeveral() async throws {
        let folder = try PipelineFolder()
        try folder.files.write("a.csv", "id;a;b\n1;12;1,5\n2;13;2\n")
        try folder.files.write("b.csv", "id;a;b\n3;1.000,5;1.5\n4;7;2\n")
        let spec = try await Self.draft(of: ["a.csv", "b.csv"], in: folder)
        #expect(spec.contains("    a: { type: real, thousands: \".\", decimal_separator: \",\" }\n") && spec.contains("    b: text"), "\(spec)")
    }

    @Test("a line that the file's end has cut off, and codes that only look like numbers, are left alone", arguments: [
        "id,a\n1,x\n2,x\n3,x\n4,x\n5,x\n6,x\n7", "id,a\n1,030 123\n2,040 456\n3,1 x\n",
    ])
    func noStyles(content: String) async throws {
        let folder = try PipelineFolder()
        try folder.files.write("in.csv", content)
        let spec = try await WeirBinary.run(["init", "in.csv"], in: folder.files.url).output
        #expect(!spec.contains("footer_lines") && spec.contains("    a: text\n"), "\(spec)")
    }

    @Test("NDJSON too, whatever its keys are called")
    func ndjson() async throws {
        let (spec, folder) = try await Self.draft(
            #"{"id":1,"a.b":"x","${HOME}":true,"nested":{"k":[1]},"\u0007\n\"":"2026-11-19"}"# + "\n", as: "in.ndjson")
        #expect(spec.contains("nested: json") && spec.contains("type: boolean") && spec.contains("type: date"))
        #expect(try await SQLiteShell(folder.files.path("in.sqlite")).integer("SELECT count(*) FROM \"in\" WHERE a_b = 'x'") == 1)
    }

    @Test("JSON arrays and pretty-printed objects are told from NDJSON by what they hold", arguments: [
        ("[{\"id\":1,\"a[0]\":\"x\"},\n{\"id\":2}]", "json"), ("{\n \"id\": 1\n}\n{\n \"id\": 2\n}\n", "json"),
        ("{\"id\":1}\n{\"id\":2}\n", "ndjson"),
    ])
    func json(content: String, format: String) async throws {
        let (spec, folder) = try await Self.draft(content, as: "in.data")
        #expect(spec.contains("format: \(format)\n"), "\(spec)")
        #expect(try await SQLiteShell(folder.files.path("in.sqlite")).text("SELECT count(*), sum(id) FROM \"in\"") == "2|3")
    }

    @Test("any header makes a spec that loads")
    func headers() async throws {
        var random = SeededGenerator()
        let pieces = ["a", "B", "ß", "日本", "1", " ", "-", "#", ":", "{", "\u{7}", "$", "{x}", "'", "\\", "null", "true", "_weir_", "rowid", "é", "\u{FEFF}", "\t"]
        for _ in 0..<8 {
            let names = (0..<Int.random(in: 1...6, using: &random)).map { index in
                (0..<Int.random(in: 1...4, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined() + "x\(index)"
            }
            let header = names.map { "\"\($0)\"" }.joined(separator: ",")
            let row = names.map { _ in "v" }.joined(separator: ",")
            let (_, folder) = try await Self.draft("\(header)\n\(row)\n\(row)\n")
            #expect(
                try await SQLiteShell(folder.files.path("in.sqlite")).integer("SELECT count(*) FROM \"in\"") == 2,
                "\(names) WEIR_SEED=\(random.seed)")
        }
    }

    @Test("of several files the types are those that hold all of them, and what differs is told")
    func several() async throws {
        let folder = try PipelineFolder()
        try folder.files.write("a.csv", "id,x\n1,2\n")
        try folder.files.write("b.csv", "x,id\n2.5,b7\n")
        let spec = try await Self.draft(of: ["a.csv", "b.csv"], in: folder)
        #expect(spec.contains("    id: text\n") && spec.contains("    x: real\n"))
        try folder.files.write("c.csv", "id,y\n1,2\n")
        let end = try await folder.weir("init", "a.csv", "c.csv")
        #expect(end.output.contains("# Look at: c.csv has no x\n# Look at: c.csv has more columns: y\n"))
    }

    @Test("what is no such file is an error with the exit code of a run", arguments: [
        ("", 65), ("PK\u{3}\u{4}\u{14}\u{0}", 65),
    ])
    func wrong(content: String, exitCode: Int32) async throws {
        let folder = try PipelineFolder()
        try folder.files.write("in.csv", content)
        let end = try await folder.weir("init", "in.csv")
        #expect(end.exitCode == exitCode && end.output.isEmpty, "\(end)")
        #expect(try await folder.weir("init", "missing.csv").exitCode == 66)
    }

    @Test("real files load with the spec made for them", .enabled(if: SharedFolder.isPresent, "../shared is not there"))
    func realFiles() async throws {
        let files = try #require(FileManager.default.enumerator(at: SharedFolder.url.appending(path: "data"), includingPropertiesForKeys: nil))
            .compactMap { ($0 as? URL)?.path(percentEncoded: false) }
            .filter { path in [".csv.gz", ".csv", ".ndjson.gz", ".ndjson", ".json.gz", ".json", ".dat.gz"].contains { path.hasSuffix($0) } }
            .sorted()
        let folder = try PipelineFolder()
        for (number, file) in files.enumerated() where number % 4 == 0 {
            let draft = try await folder.weir("init", file, "--name", "real")
            try folder.files.write("draft.yaml", draft.output)
            let run = try await folder.weir("run", "draft.yaml", "--dry-run")
            #expect((draft.exitCode, run.exitCode) == (0, 0), "\(file): \(draft) \(run)")
        }
    }
}
