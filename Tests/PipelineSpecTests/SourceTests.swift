import RowModel
import Testing

@testable import PipelineSpec

@Suite struct SourceTests {
    private func source(_ source: String) throws -> SourceSpec {
        try Spec.load(Spec.withSource("source: { \(source) }")).source
    }

    private func sourceFaults(_ source: String) -> [String] {
        messages(Spec.withSource("source: { \(source) }"))
    }

    @Test("the format comes from the name before .gz, in any case", arguments: [
        ("a.csv", "csv"), ("dir.ndjson/a.CSV.GZ", "csv"), ("*.tsv.gz", "csv"), ("a.ndjson", "ndjson"),
        ("a.jsonl.gz", "ndjson"), ("A.JSONL", "ndjson"), ("a.json", "json"), ("A.JSON.gz", "json"),
    ])
    func formats(file: String, expected: String) throws {
        switch try source("files: '\(file)'").format {
        case .csv(let dialect):
            #expect(expected == "csv")
            #expect(dialect.delimiter == UInt8(ascii: file.contains("tsv") ? "\t" : ","))
        case .ndjson: #expect(expected == "ndjson")
        case .json: #expect(expected == "json")
        }
    }

    @Test("a name that says nothing, or names that differ, ask for a format", arguments: [
        ("files: data.txt", "the name \"data.txt\" does not say the format; add format: csv, ndjson or json"),
        ("files: data.gz", "the name \"data.gz\" does not say the format; add format: csv, ndjson or json"),
        ("files: data.csv.zip", "the name \"data.csv.zip\" does not say the format; add format: csv, ndjson or json"),
        ("files: [a.csv, b.ndjson]", "\"b.ndjson\" is ndjson by its name, but \"a.csv\" is csv; inputs of one source have one format"),
        ("files: [a.csv, b.tsv]", "\"b.tsv\" is tab-separated csv by its name, but \"a.csv\" is csv; give csv.delimiter if all have the same"),
        ("files: a.csv, format: tsv", "source.format must be csv, ndjson or json, not \"tsv\"; did you mean \"csv\"?"),
        ("files: a.csv, format: jsonl", "source.format must be csv, ndjson or json, not \"jsonl\"; did you mean \"ndjson\"?"),
        ("files: []", "source.files must not be empty"),
        ("files: [a.csv, '']", "an entry of source.files must not be empty"),
        ("files: { a: b }", "source.files must be a path or a list of paths, not a mapping"),
        ("files: [[a.csv]]", "an entry of source.files must be text, not a list"),
        ("files: a.csv, compression: lz4", "source.compression must be auto, gzip, zstd or none, not \"lz4\""),
        ("files: a.csv, extra_columns: ignor", "source.extra_columns must be fail, ignore or capture, not \"ignor\"; did you mean \"ignore\"?"),
        ("files: a.ndjson, csv: { delimiter: ';' }", "csv has no meaning for ndjson inputs"),
        ("files: a.csv, format: ndjson, csv: {}", "csv has no meaning for ndjson inputs"),
        ("files: a.json, csv: {}", "csv has no meaning for json inputs"),
        ("files: [a.json, b.ndjson]", "\"b.ndjson\" is ndjson by its name, but \"a.json\" is json; inputs of one source have one format"),
        ("files: a.json, format: jso", "source.format must be csv, ndjson or json, not \"jso\"; did you mean \"json\"?"),
    ])
    func wrongFiles(text: String, expected: String) {
        #expect(sourceFaults(text) == [expected])
    }

    @Test("an explicit format or delimiter settles what the names leave open")
    func explicit() throws {
        #expect(try source("files: [a.txt, b.ndjson], format: ndjson").format == .ndjson)
        #expect(try source("files: a.dat, format: csv").format == .csv(CSVDialect()))
        var tabs = CSVDialect()
        tabs.delimiter = 9
        #expect(try source("files: a.tsv, format: csv").format == .csv(tabs))
        #expect(try source("files: [a.csv, b.tsv], csv: { delimiter: tab }").format == .csv(tabs))
        #expect(try source("files: [a.csv, b.tsv], format: csv").format == .csv(CSVDialect()))
        var semicolons = CSVDialect()
        semicolons.delimiter = UInt8(ascii: ";")
        #expect(try source("files: a.tsv, csv: { delimiter: ';' }").format == .csv(semicolons))
    }

    @Test("every way to write a column")
    func columns() throws {
        let columns = try source(
            """
            files: a.csv, extra_columns: capture, compression: gzip, columns: {
              a: integer, b: real, c: text, d: boolean, e: date, f: timestamp, g: json,
              h: { type: decimal, scale: 2 }, i: { type: decimal, scale: 0, store: text },
              j: { type: timestamp, format: iso8601, store: epoch }, k: { type: timestamp, store: epoch_ms },
              l: { type: blob, encoding: hex }, m: { type: blob, encoding: base64 },
              n: { type: text, from: "Customer Name" }, "order id": { type: date, format: iso8601 }, größe: { type: real } }
            """).columns
        let expected: [(String, ColumnType)] = [
            ("a", .integer), ("b", .real), ("c", .text), ("d", .boolean), ("e", .date), ("f", .timestamp(storage: .text)),
            ("g", .json), ("h", .decimal(scale: 2, storage: .integer)), ("i", .decimal(scale: 0, storage: .text)),
            ("j", .timestamp(storage: .epoch)), ("k", .timestamp(storage: .epochMilliseconds)),
            ("l", .blob(encoding: .hex)), ("m", .blob(encoding: .base64)), ("n", .text), ("order id", .date), ("größe", .real),
        ]
        #expect(columns?.map(\.name.value) == expected.map(\.0))
        #expect(columns?.map(\.type) == expected.map(\.1))
        #expect(columns?[13].from?.value == "Customer Name")
        #expect(columns?.filter { $0.from != nil }.count == 1)
    }

    @Test("the form of a date or timestamp is part of its column")
    func formats() throws {
        let columns = try source(
            """
            files: a.csv, columns: {
              a: { type: date, format: "%d.%m.%Y" }, b: { type: timestamp, format: "%d.%m.%Y %H:%M", zone: Europe/Berlin, store: epoch },
              c: { type: timestamp, zone: UTC }, d: { type: timestamp, format: "%F %T" }, e: { type: date, format: iso8601 } }
            """).columns
        let types = try #require(columns?.map(\.type))
        #expect(types.map { $0.format?.format } == ["%d.%m.%Y", "%d.%m.%Y %H:%M", "iso8601", "%F %T", nil])
        #expect(types.map { $0.format?.zone } == [nil, "Europe/Berlin", "UTC", nil, nil])
        #expect(types.map(\.stored) == [.date, .timestamp(storage: .epoch), .timestamp(storage: .text), .timestamp(storage: .text), .date])
        #expect(types[0] == .formattedDate(try TimeFormat("%d.%m.%Y", for: .date)))
    }

    @Test("numbers may have separators of their own")
    func numbers() throws {
        let columns = try source(
            """
            files: a.csv, columns: {
              a: { type: integer, thousands: "." }, b: { type: real, thousands: point, decimal_separator: comma },
              c: { type: decimal, scale: 2, decimal_separator: "," }, d: { type: integer, thousands: space },
              e: { type: real, thousands: "\\u202F" }, f: { type: integer, thousands: "’" }, g: integer }
            """).columns
        #expect(columns?.map(\.numbers) == [
            NumberStyle(thousands: "."), NumberStyle(thousands: ".", decimalSeparator: ","), NumberStyle(decimalSeparator: ","),
            NumberStyle(thousands: " "), NumberStyle(thousands: "\u{202F}"), NumberStyle(thousands: "’"), nil,
        ])
    }

    @Test("columns that can't be", arguments: [
        ("{}", "source.columns must not be empty; leave it out to have the columns inferred"),
        ("null", "source.columns has no value; leave it out to have the columns inferred"),
        ("[a, b]", "source.columns must be a mapping, not a list"),
        ("{ a: text, A: text }", "duplicate column \"A\"; the first is at 1:36"),
        ("{ _weir_input: text }", "column names that start with _weir_ are Weir's own"),
        ("{ _WEIR_x: text }", "column names that start with _weir_ are Weir's own"),
        ("{ '': text }", "a column name must not be empty"),
        ("{ \"a\\0\": text }", "a column name must not contain U+0000"),
        ("{ a: }", "source.columns.a has no value"),
        ("{ a: [text] }", "source.columns.a must be a type, not a list"),
        ("{ a: { from: b } }", "missing key \"type\" in source.columns.a"),
        ("{ a: { type: text, from: '' } }", "source.columns.a.from must not be empty"),
        ("{ a: decimal }", "decimal needs a scale: { type: decimal, scale: 2 }"),
        ("{ a: { type: decimal } }", "decimal needs a scale: { type: decimal, scale: 2 }"),
        ("{ a: { type: decimal, scale: 19 } }", "source.columns.a.scale must be a whole number from 0 to 18, not \"19\""),
        ("{ a: { type: decimal, scale: 2, store: real } }", "source.columns.a.store must be integer or text, not \"real\""),
        ("{ a: { type: timestamp, store: epochms } }",
            "source.columns.a.store must be text, epoch or epoch_ms, not \"epochms\"; did you mean \"epoch_ms\"?"),
        ("{ a: { type: timestamp, format: '%d.%m.%Y' } }", "source.columns.a.format: the format lacks the hour (%H)"),
        ("{ a: { type: date, format: ISO-8601 } }",
            "source.columns.a.format: a format is iso8601 or has directives such as %Y-%m-%d; did you mean \"iso8601\"?"),
        ("{ a: { type: timestamp, zone: Europe/Berln } }",
            "source.columns.a.zone: unknown time zone \"Europe/Berln\"; zones are those of the IANA database, such as Europe/Berlin; did you mean \"Europe/Berlin\"?"),
        ("{ a: { type: timestamp, format: '%F %T%z', zone: UTC } }", "source.columns.a.zone: a zone has no meaning where the format has %z"),
        ("{ a: { type: timestamp, zone: [UTC] } }", "source.columns.a.zone must be text, not a list"),
        ("{ a: { type: date, zone: UTC } }", "\"zone\" does not fit type date; only timestamp has it"),
        ("{ a: { type: real, thousands: ., decimal_separator: . } }", "thousands and decimal_separator of source.columns.a are both \".\""),
        ("{ a: { type: real, thousands: . } }", "thousands and decimal_separator of source.columns.a are both \".\""),
        ("{ a: { type: real, thousands: '..' } }", "source.columns.a.thousands must be one character, not \"..\""),
        ("{ a: { type: real, thousands: '' } }", "source.columns.a.thousands must be one character, not \"\""),
        ("{ a: { type: real, decimal_separator: e } }",
            "source.columns.a.decimal_separator must be no letter, digit, sign or control character, not \"e\""),
        ("{ a: { type: real, thousands: '-' } }",
            "source.columns.a.thousands must be no letter, digit, sign or control character, not \"-\""),
        ("{ a: { type: real, thousands: 0 } }",
            "source.columns.a.thousands must be no letter, digit, sign or control character, not \"0\""),
        ("{ a: { type: real, thousand: . } }", "unknown key \"thousand\"; did you mean \"thousands\"?"),
        ("{ a: { type: text, thousands: . } }", "\"thousands\" does not fit type text; only integer, real or decimal has it"),
        ("{ a: { type: integer, decimal_separator: . } }", "\"decimal_separator\" does not fit type integer; only real or decimal has it"),
        ("{ a: blob }", "blob needs an encoding: { type: blob, encoding: hex } or base64"),
        ("{ a: { type: blob, encoding: base32 } }", "source.columns.a.encoding must be hex or base64, not \"base32\"; did you mean \"base64\"?"),
        ("{ a: { type: text, scale: 2 } }", "\"scale\" does not fit type text; only decimal has it"),
        ("{ a: { type: date, store: epoch } }", "\"store\" does not fit type date; only decimal or timestamp has it"),
        ("{ a: { type: json, format: iso8601 } }", "\"format\" does not fit type json; only date or timestamp has it"),
        ("{ a: { type: integer, encoding: hex } }", "\"encoding\" does not fit type integer; only blob has it"),
    ])
    func wrongColumns(columns: String, expected: String) {
        #expect(sourceFaults("files: a.csv, columns: \(columns)") == [expected])
    }

    @Test("type names of other tools lead to ours", arguments: [
        ("int", "integer"), ("STRING", "text"), ("varchar(20)", "text"), ("DECIMAL(10,2)", "decimal"), ("double precision", "real"),
        ("bool", "boolean"), ("datetime", "timestamp"), ("Integer", "integer"), ("timestmap", "timestamp"), ("any", nil), ("xyzzy", nil),
    ] as [(String, String?)])
    func synonyms(word: String, meant: String?) {
        let found = sourceFaults("files: a.csv, columns: { a: '\(word)' }")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("unknown type \"\(word)\"; types are integer, real,") == true)
        #expect(found.first?.hasSuffix(meant.map { "; did you mean \"\($0)\"?" } ?? "json, blob") == true)
    }

    @Test("header, columns and extra columns have to agree", arguments: [
        ("files: a.csv, csv: { header: false }", ["without a header source.columns is needed, or header: [names]"]),
        ("files: a.csv, csv: { header: false }, columns: { a: text, b: { type: text, from: x } }",
            ["from has no meaning without a header; columns are taken by position"]),
        ("files: a.csv, csv: { header: false }, columns: { a: text }, extra_columns: capture",
            ["extra_columns: capture needs names; give header: [names]"]),
        ("files: a.csv, csv: { header: false }, columns: { a: text }, missing_columns: null",
            ["missing_columns has no meaning without a header in the file"]),
        ("files: a.csv, csv: { header: [a], header_names: snake_case }, columns: { a: text }",
            ["header_names has no meaning without a header in the file"]),
        ("files: a.ndjson, missing_columns: fail",
            ["missing_columns has no meaning for ndjson inputs: a key that a record lacks is null"]),
        ("files: a.csv, missing_columns: nul", ["source.missing_columns must be fail or null, not \"nul\"; did you mean \"null\"?"]),
        ("files: a.csv, csv: { ragged: capture }, columns: { a: text }, extra_columns: ignore",
            ["ragged: capture needs extra_columns: capture, whose column _extra it fills"]),
        ("files: a.csv, csv: { header_names: snake_case }, columns: { orderID: text, b: { type: text, from: 'B (EUR)' }, '€': text, c: text }",
            [
                "no header is called \"orderID\" with header_names: snake_case; did you mean \"order_id\"?",
                "no header is called \"B (EUR)\" with header_names: snake_case; did you mean \"b_eur\"?",
                "no header is called \"€\" with header_names: snake_case",
            ]),
        ("files: a.csv, columns: { _Extra: text }, extra_columns: capture", ["extra_columns: capture makes the column _extra itself"]),
        ("files: a.csv, csv: { header: [a, b, a] }",
            ["duplicate name \"a\" in header; the first is at 1:41"]),
        ("files: a.csv, csv: { header: [a, A] }", ["duplicate column \"A\"; the first is at 1:41"]),
        ("files: a.csv, csv: { header: [_weir_a] }", ["column names that start with _weir_ are Weir's own"]),
        ("files: a.csv, csv: { header: [a, ''] }", ["an entry of source.csv.header must not be empty"]),
        ("files: a.csv, csv: { header: [id, sku] }, columns: { id: text }",
            ["\"sku\" of the header list is no column; add it to columns, or extra_columns: ignore"]),
        ("files: a.csv, csv: { header: [order_id, sku] }, extra_columns: ignore, columns: { order_id: text, p: { type: text, from: skuu } }",
            ["\"skuu\" is not in the header list; did you mean \"sku\"?"]),
        ("files: a.csv, csv: { header: false }, columns: { a: int }",
            ["unknown type \"int\"; types are integer, real, text, boolean, decimal, date, timestamp, json, blob; did you mean \"integer\"?"]),
    ])
    func consistency(text: String, expected: [String]) {
        #expect(sourceFaults(text) == expected)
    }

    @Test("headers that differ only in case are fine where columns tell them apart")
    func caseOfHeaders() throws {
        let spec = try source(
            "files: a.csv, csv: { header: [id, ID, x] }, extra_columns: ignore, columns: { a: { type: text, from: id }, b: { type: text, from: ID } }")
        #expect(spec.columns?.map(\.from?.value) == ["id", "ID"])
    }

    @Test("what is wrong with format or csv is reported beside what is wrong with columns")
    func independent() {
        #expect(
            sourceFaults("files: a.csv, format: xml, csv: { header: maybe }, columns: { a: { type: text, scale: 1 } }") == [
                "source.format must be csv, ndjson or json, not \"xml\"",
                "source.csv.header must be true, false or a list of names, not \"maybe\"",
                "\"scale\" does not fit type text; only decimal has it",
            ])
    }
}
